# bellwether_embed(TARGET NAME FILE [DEPENDS target]): the bytes of FILE, in TARGET, as
# `extern "C" const char bellwether_embedded_NAME[], bellwether_embedded_NAME_end[]`.
function(bellwether_embed target name file)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  set(EMBED_NAME ${name})
  set(EMBED_FILE ${file})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded.cpp.in ${source} @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${file}")
  target_sources(${target} PRIVATE ${source})
  if(ARG_DEPENDS)
    add_dependencies(${target} ${ARG_DEPENDS})
  endif()
endfunction()
