# bellwether_library(NAME SOURCES ... DEPENDS ...): one static library of the house.
function(bellwether_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC bellwether_options ${ARG_DEPENDS})
endfunction()

# bellwether_test(NAME SOURCES ... DEPENDS ...): a GoogleTest program, known to ctest as one test.
function(bellwether_test name)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
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
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE bellwether_options ${ARG_DEPENDS})
endfunction()

# bellwether_fuzz(NAME SOURCES ... DEPENDS ...): a fuzz target, run by ctest for a fixed number of inputs.
function(bellwether_fuzz name)
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/tests/fuzz/driver.cpp)
  target_link_libraries(${name} PRIVATE bellwether_options ${ARG_DEPENDS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()
