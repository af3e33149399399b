# Tests join by being there: unit programs, command-line transcripts, cases, fuzz targets.
# A test that exits with 77 was skipped.
find_path(CMOCKA_INCLUDE cmocka.h)
find_library(CMOCKA_LIBRARY cmocka)
set(libraries PkgConfig::deps duckdb ${LIBLOC} ${guard_libraries} ZLIB::ZLIB Threads::Threads m)
set(test_environment "TEITEN_SOURCE=${CMAKE_SOURCE_DIR}" "TEITEN=$<TARGET_FILE:teiten>"
	"TEITEN_BUILD=${CMAKE_BINARY_DIR}" "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0"
	"UBSAN_OPTIONS=print_stacktrace=1" "TERM=dumb" "LC_ALL=C")

# program(NAME SOURCE...): a program linked with all rooms but main().
function(program name)
	add_executable(${name} ${ARGN})
	target_include_directories(${name} PRIVATE src tests ${CMOCKA_INCLUDE})
	target_link_libraries(${name} PRIVATE ${libraries})
	set_target_properties(${name} PROPERTIES BUILD_RPATH "${DUCKDB_ROOT}/lib")
endfunction()

# test(LABEL NAME SECONDS COMMAND...)
function(test label name seconds)
	add_test(NAME ${label}.${name} COMMAND ${ARGN})
	set_tests_properties(${label}.${name} PROPERTIES LABELS ${label} TIMEOUT ${seconds}
		SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
endfunction()

# tests/unit/ROOM_FILE.c is a program of its own; what several share stands in tests/*.c.  The
# verbs are only in the tests of their own room.
file(GLOB shared CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*.c)
if(shared)
	add_library(test_shared STATIC ${shared})
	target_include_directories(test_shared PRIVATE src tests ${CMOCKA_INCLUDE})
	target_link_libraries(test_shared PUBLIC ${libraries})
	target_compile_options(test_shared PRIVATE -Wno-missing-prototypes)
endif()
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/*.c)
foreach(source ${sources})
	get_filename_component(name ${source} NAME_WE)
	set(objects ${room_objects})
	if(NOT name MATCHES "^cmd_")
		list(FILTER objects EXCLUDE REGEX "room_cmd")
	endif()
	program(unit_${name} ${source} ${objects})
	if(shared)
		target_link_libraries(unit_${name} PRIVATE test_shared)
	endif()
	target_link_libraries(unit_${name} PRIVATE ${CMOCKA_LIBRARY})
	target_compile_options(unit_${name} PRIVATE -Wno-missing-prototypes)
	test(unit ${name} 300 unit_${name})
endforeach()

# tests/cli/NAME.t is a transcript: commands and what they must print.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/cli/*.t)
foreach(source ${sources})
	get_filename_component(name ${source} NAME_WE)
	test(cli ${name} 120 ${CMAKE_SOURCE_DIR}/tests/cli/run ${source})
endforeach()

# tests/cases/NAME/run and tests/web/NAME.test are programs of any kind, run in a scratch folder.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/cases/*/run)
foreach(source ${sources})
	get_filename_component(folder ${source} DIRECTORY)
	get_filename_component(name ${folder} NAME)
	test(case ${name} 600 ${CMAKE_SOURCE_DIR}/tests/in-scratch ${source})
endforeach()
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/web/*.test)
foreach(source ${sources})
	get_filename_component(name ${source} NAME_WE)
	test(web ${name} 600 ${CMAKE_SOURCE_DIR}/tests/in-scratch ${source})
endforeach()

# tests/station/NAME.test watches an interface in network namespaces of its own.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/station/*.test)
foreach(source ${sources})
	get_filename_component(name ${source} NAME_WE)
	test(station ${name} 300 ${source})
endforeach()
# tests/guard/NAME.test guards a cgroup and network namespaces of its own; one at a time.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/guard/*.test)
foreach(source ${sources})
	get_filename_component(name ${source} NAME_WE)
	test(guard ${name} 600 ${source})
	set_tests_properties(guard.${name} PROPERTIES RESOURCE_LOCK guard)
endforeach()

# tests/fuzz/NAME.c holds LLVMFuzzerTestOneInput; its seeds are in tests/fuzz/NAME.corpus/.
if(FUZZ)
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.c)
	set(objects ${room_objects})
	list(FILTER objects EXCLUDE REGEX "room_cmd")
	foreach(source ${sources})
		get_filename_component(name ${source} NAME_WE)
		program(fuzz_${name} ${source} ${objects})
		target_compile_options(fuzz_${name} PRIVATE -Wno-missing-prototypes)
		target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
	endforeach()
endif()
