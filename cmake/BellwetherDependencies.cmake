# Third-party libraries: Debian's packages, and what `./bw setup` keeps in the user's cache folder.
set(BELLWETHER_CACHE "$ENV{BELLWETHER_CACHE}" CACHE PATH "Where ./bw setup keeps what it fetched")
if(NOT BELLWETHER_CACHE)
  set(BELLWETHER_CACHE "$ENV{HOME}/.cache/bellwether" CACHE PATH "" FORCE)
endif()

find_package(Threads REQUIRED)

# find_archive(NAME [DEPENDS...]): the target NAME is lib<NAME>.a of the system.
function(find_archive name)
  find_library(${name}_ARCHIVE lib${name}.a REQUIRED)
  add_library(${name} STATIC IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${${name}_ARCHIVE}
    INTERFACE_LINK_LIBRARIES "${ARGN}")
endfunction()

# simdjson is compiled from its Debian source package, because functions link statically and the
# binary package has no archive.
set(SIMDJSON_DIR ${BELLWETHER_CACHE}/simdjson-3.0.1)
if(NOT EXISTS ${SIMDJSON_DIR}/simdjson.cpp)
  message(FATAL_ERROR "simdjson is not in ${SIMDJSON_DIR}: run ./bw setup")
endif()
add_library(simdjson STATIC ${SIMDJSON_DIR}/simdjson.cpp)
target_include_directories(simdjson SYSTEM PUBLIC ${SIMDJSON_DIR})
# ICELAKE's kernels would add 60 KB to every function for machines Lambda does not promise.
target_compile_definitions(simdjson PUBLIC SIMDJSON_IMPLEMENTATION_ICELAKE=0 SIMDJSON_EXCEPTIONS=0)
target_compile_options(simdjson PRIVATE -ffunction-sections -fdata-sections -w)
target_compile_features(simdjson PUBLIC cxx_std_17)

# Functions are static binaries, so the archives and not the shared libraries.
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(OpenSSL REQUIRED)

find_archive(pugixml)

# Python with what tools/requirements.txt pins; ./bw setup makes it.
set(BELLWETHER_PYTHON ${BELLWETHER_CACHE}/python/bin/python CACHE FILEPATH "Python with botocore")
if(NOT EXISTS ${BELLWETHER_PYTHON})
  message(FATAL_ERROR "There is no Python with botocore at ${BELLWETHER_PYTHON}: run ./bw setup")
endif()

if(NOT CMAKE_CROSSCOMPILING)
  find_package(Boost 1.81 REQUIRED)
  find_package(fmt REQUIRED)
  find_package(spdlog REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)

  # The command is one static program: docs/decisions/0009-static-command.md. Debian has no archives of
  # fmt and spdlog. spdlog is used as headers; fmt is compiled here, because as headers it would be
  # compiled again in every source that formats, a fifth of the build.
  add_library(fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
  target_compile_options(fmt PRIVATE -ffunction-sections -fdata-sections)
  set_target_properties(spdlog::spdlog_header_only PROPERTIES
    INTERFACE_LINK_LIBRARIES "Threads::Threads;fmt")
  find_archive(re2 Threads::Threads)
  find_archive(lmdb Threads::Threads)
  find_archive(yaml-cpp)
  find_archive(z)
  find_archive(deflate)
  find_archive(bz2)
  find_archive(lzma)
  find_archive(zstd)
  find_archive(nettle)
  find_archive(acl)
  find_archive(archive bz2 lzma zstd nettle acl z)
endif()
