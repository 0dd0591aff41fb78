# What ends in a function's binary is built for size: a cold start reads it from the zip, and none of
# it is where a function spends its time.
function(bellwether_build_for_size)
  foreach(target ${ARGN})
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
  endforeach()
endfunction()

# bellwether_tls: OpenSSL's archives without the unwind tables of their C code, through which no
# exception ever passes: 0.14 MB of a function's zip. And without what would load code or ask the name
# service (openssl_absent.c): 0.06 MB more.
set(absent dlopen dlsym dlclose dlerror dladdr
  getaddrinfo freeaddrinfo gai_strerror getnameinfo gethostbyname)
list(TRANSFORM absent REPLACE "(.+)" "--redefine-sym=\\1=bellwether_absent_\\1")
set(tls_archives)
foreach(library SSL CRYPTO)
  get_filename_component(archive ${OPENSSL_${library}_LIBRARY} NAME)
  set(lean ${PROJECT_BINARY_DIR}/openssl/${archive})
  if(${OPENSSL_${library}_LIBRARY} IS_NEWER_THAN ${lean}
      OR ${CMAKE_CURRENT_LIST_FILE} IS_NEWER_THAN ${lean})
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/openssl)
    execute_process(
      COMMAND ${CMAKE_OBJCOPY} -R .eh_frame -R .rela.eh_frame ${absent}
        ${OPENSSL_${library}_LIBRARY} ${lean}
      COMMAND_ERROR_IS_FATAL ANY)
  endif()
  list(APPEND tls_archives ${lean})
endforeach()
add_library(bellwether_openssl_absent STATIC ${CMAKE_CURRENT_LIST_DIR}/openssl_absent.c)
target_compile_options(bellwether_openssl_absent PRIVATE -ffunction-sections -Wall -Wextra -Werror)
add_library(bellwether_tls INTERFACE)
target_link_libraries(bellwether_tls INTERFACE
  ${tls_archives} bellwether_openssl_absent Threads::Threads)
target_include_directories(bellwether_tls SYSTEM INTERFACE ${OPENSSL_INCLUDE_DIR})
if(CMAKE_CROSSCOMPILING)
  # What Debian keeps apart by architecture, and a native compiler finds by itself.
  target_include_directories(bellwether_tls SYSTEM INTERFACE
    ${OPENSSL_INCLUDE_DIR}/${CMAKE_LIBRARY_ARCHITECTURE})
endif()

# bellwether_add_lambda(NAME SOURCES ... [DEPENDS ...]): a function to deploy. Warnings are the caller's
# own affair.
#
# Target NAME makes, under lambda/ in the project's build folder:
#   NAME/bootstrap  one static, stripped binary, as Lambda's provided.al2023 starts it
#   NAME.zip        that binary alone: the same bytes for the same binary, whenever and wherever packed
#   NAME.debug      the binary with its symbols, for `addr2line -Cfe NAME.debug 0x...` and gdb
#
# Sanitizers need shared libraries, so with them the binary is dynamic and runs on this machine only.
function(bellwether_add_lambda name)
  # The caller may be another project.
  set(zip ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../tools/zip-function.py)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "bellwether_add_lambda(${name}): SOURCES are missing")
  endif()
  set(folder ${PROJECT_BINARY_DIR}/lambda)
  set(binary ${name}-bootstrap)

  add_executable(${binary} ${ARG_SOURCES})
  set_target_properties(${binary} PROPERTIES
    OUTPUT_NAME ${name}.debug RUNTIME_OUTPUT_DIRECTORY ${folder})
  target_link_libraries(${binary} PRIVATE ${ARG_DEPENDS} bellwether_runtime)
  target_compile_options(${binary} PRIVATE
    -ffunction-sections -fdata-sections -fno-plt -fvisibility=hidden)
  target_link_options(${binary} PRIVATE LINKER:--gc-sections)
  if(NOT BELLWETHER_SANITIZER)
    # Static, but not static-pie: that would cost 0.15 ms of start and half a megabyte. The linker
    # warns of getaddrinfo and dlopen within libcrypto, which nothing of ours calls; its option to
    # hide warnings hides undefined symbols too, and links nevertheless.
    target_link_options(${binary} PRIVATE -static -no-pie LINKER:-z,noseparate-code
      LINKER:--build-id=none)
  endif()

  add_custom_command(
    OUTPUT ${folder}/${name}/bootstrap ${folder}/${name}.zip
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}/${name}
    COMMAND ${CMAKE_OBJCOPY} --strip-all $<TARGET_FILE:${binary}> ${folder}/${name}/bootstrap
    COMMAND ${BELLWETHER_PYTHON} ${zip} ${folder}/${name}/bootstrap ${folder}/${name}.zip
    DEPENDS ${binary} ${zip}
    COMMENT "Packing ${name}.zip"
    VERBATIM)
  add_custom_target(${name} ALL DEPENDS ${folder}/${name}.zip)
endfunction()
