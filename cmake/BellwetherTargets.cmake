# bellwether_library(NAME [FOR_CHECKS] SOURCES ... DEPENDS ...): one static library of the house; one that
# only tests and benchmarks use is no part of a plain build.
function(bellwether_library name)
  cmake_parse_arguments(ARG "FOR_CHECKS" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  if(ARG_FOR_CHECKS)
    # Only then: a plain FALSE would undo a whole folder's EXCLUDE_FROM_ALL.
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL TRUE)
  endif()
  target_link_libraries(${name} PRIVATE bellwether_options PUBLIC bellwether_headers ${ARG_DEPENDS})
endfunction()

# What is no part of a plain build: `checks` is every test program, `benches` every benchmark.
add_custom_target(checks)
add_custom_target(benches)

# bellwether_test(NAME SOURCES ... DEPENDS ...): a GoogleTest program, known to ctest as one test.
function(bellwether_test name)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  add_dependencies(checks ${name})
  target_link_libraries(${name} PRIVATE bellwether_options ${ARG_DEPENDS}
    GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# bellwether_benchmark(NAME SOURCES ... DEPENDS ...): a program run by `./bw bench`, never by ctest.
function(bellwether_benchmark name)
  if(CMAKE_CROSSCOMPILING OR BELLWETHER_SANITIZER)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES})
  add_dependencies(benches ${name})
  target_link_libraries(${name} PRIVATE bellwether_options ${ARG_DEPENDS})
endfunction()

# bellwether_fuzz(NAME SOURCES ... DEPENDS ...): a fuzz target, run by ctest for a fixed number of inputs.
function(bellwether_fuzz name)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/driver.cpp)
  add_dependencies(checks ${name})
  target_link_libraries(${name} PRIVATE bellwether_options ${ARG_DEPENDS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
