# The bundle of the report: built by npm's pinned esbuild, then carried inside the program.
find_program(NODE node REQUIRED)
find_program(NPM npm REQUIRED)
set(web ${CMAKE_SOURCE_DIR}/web)
set(web_made ${CMAKE_BINARY_DIR}/web)
set(web_files ${web_made}/report.js ${web_made}/report.css ${web_made}/report.digests)
file(GLOB web_sources CONFIGURE_DEPENDS ${web}/src/*)
add_custom_command(OUTPUT ${web_files}
	COMMAND ${web}/install
	COMMAND ${NODE} ${web}/build.mjs ${web_made}
	DEPENDS ${web_sources} ${web}/package-lock.json ${web}/build.mjs ${web}/install
	COMMENT "Bundling the report's charts" VERBATIM)
add_custom_target(web_bundle DEPENDS ${web_files})
if(TARGET room_report)
	embed(room_report web ${web_files})
	add_dependencies(room_report web_bundle)
endif()
