# The guard's kernel programs and what loads them; left out where a tool is missing, and then
# `teiten guard` says so.
option(GUARD "build the guard (Linux, clang, bpftool, libbpf)" ON)
find_program(BPF_CLANG NAMES clang clang-14 clang-15 clang-16 clang-18 clang-19)
find_program(BPFTOOL bpftool PATHS /usr/sbin /sbin)
pkg_check_modules(libbpf IMPORTED_TARGET libbpf>=1.1)
if(GUARD AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND BPF_CLANG AND BPFTOOL AND libbpf_FOUND)
	set(made ${CMAKE_BINARY_DIR}/generated/guard.skel.h)
	set(object ${CMAKE_BINARY_DIR}/guard.bpf.o)
	if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
		set(arch arm64)
	else()
		set(arch x86)
	endif()
	file(GLOB parts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/guard/bpf/*.[ch] ${CMAKE_SOURCE_DIR}/src/guard/*.h)
	# The system's own headers stand below the compiler's triplet.
	add_custom_command(OUTPUT ${object} DEPENDS ${parts}
		COMMAND ${BPF_CLANG} -O2 -g -Wall -target bpf -D__TARGET_ARCH_${arch} -I${CMAKE_SOURCE_DIR}/src
			-I/usr/include/${CMAKE_LIBRARY_ARCHITECTURE}
			-c ${CMAKE_SOURCE_DIR}/src/guard/bpf/guard.bpf.c -o ${object})
	add_custom_command(OUTPUT ${made} DEPENDS ${object}
		COMMAND ${BPFTOOL} gen skeleton ${object} name guard_bpf > ${made})
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/guard/linux/*.c)
	target_sources(room_guard PRIVATE ${sources} ${made})
	target_compile_definitions(room_guard PUBLIC TEITEN_GUARD=1)
	target_link_libraries(room_guard PUBLIC PkgConfig::libbpf)
	embed(room_guard guard_programs ${CMAKE_SOURCE_DIR}/data/guard-programs.tsv)
	set(guard_libraries PkgConfig::libbpf)

	# The daemon is a program of its own, so that it never loads a database.
	pkg_check_modules(guardd_deps REQUIRED IMPORTED_TARGET libseccomp libxxhash jansson yaml-0.1 libcrypto
		icu-uc icu-i18n)
	set(guardd_objects "")
	foreach(room base decode stream proto sql detect guard)
		list(APPEND guardd_objects $<TARGET_OBJECTS:room_${room}>)
	endforeach()
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/guardd/*.c)
	add_executable(teiten-guardd ${sources} ${guardd_objects})
	target_include_directories(teiten-guardd PRIVATE src)
	target_link_libraries(teiten-guardd PRIVATE PkgConfig::guardd_deps PkgConfig::libbpf Threads::Threads)
else()
	set(guard_libraries "")
	message(STATUS "the guard is left out: it needs Linux, clang, bpftool and libbpf")
endif()
