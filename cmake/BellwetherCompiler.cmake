# How everything of ours is compiled. Warnings are errors, in our own code; third-party headers are SYSTEM
# and exempt.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# What whoever includes our headers needs.
add_library(bellwether_headers INTERFACE)
target_compile_features(bellwether_headers INTERFACE cxx_std_23)
target_include_directories(bellwether_headers INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

# How our own code is compiled, and nobody else's.
add_library(bellwether_options INTERFACE)
target_compile_options(bellwether_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Werror -ffunction-sections -fdata-sections -fno-plt -fvisibility=hidden)
target_include_directories(bellwether_options INTERFACE
  ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)

# What is never called is not linked, nor what only it would need: libarchive's XML, say.
add_link_options(-Wl,--gc-sections)

# Amazon Linux 2023 itself asks for x86-64-v2; carry-less multiplication, which every such processor
# has, is what simdjson's vector code needs beyond that.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  add_compile_options(-march=x86-64-v2 -mpclmul)
endif()

# gcc 12 reports false positives in inlined standard library code at -O2 and above:
# https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105593 and 105651.
target_compile_options(bellwether_options INTERFACE
  -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds
  -Wno-missing-field-initializers)

set(BELLWETHER_SANITIZER "" CACHE STRING "Sanitizers, as in -fsanitize=...")
if(BELLWETHER_SANITIZER)
  add_compile_options(-fsanitize=${BELLWETHER_SANITIZER} -fno-omit-frame-pointer
    -fno-sanitize-recover=all -O1)
  # Lines are all that a sanitizer's report shows; full debug information costs a third of the build.
  add_compile_options(-g1)
  add_link_options(-fsanitize=${BELLWETHER_SANITIZER})
  # gcc warns that it cannot model atomic_thread_fence under TSan; Asio uses one.
  add_compile_options(-Wno-tsan)
  # At -O1 gcc 12 compares a coroutine frame's operator delete with the operator new that it inlined.
  add_compile_options(-Wno-mismatched-new-delete)
endif()
