# Libraries that web/setup put into the cache folder, as targets. All are system includes: their warnings are theirs.

if(DEFINED ENV{TRAPDOOR_CACHE})
  set(cache $ENV{TRAPDOOR_CACHE})
else()
  set(cache $ENV{HOME}/.cache/trapdoor)
endif()
# Not ours to mend, so undefined behaviour in it is not looked for; what we hand to it must be alive, so addresses are.
set(third_party_options -w)
if(TRAPDOOR_SANITIZE)
  list(APPEND third_party_options -fno-sanitize=undefined)
endif()

set(imgui_dir ${cache}/src/imgui-1.90.1)
set(md4c_dir ${cache}/src/md4c-0.4.8)
file(SHA256 ${CMAKE_CURRENT_LIST_DIR}/tcc.patch tcc_patch)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/tcc.patch)
string(SUBSTRING ${tcc_patch} 0 8 tcc_patch)
set(tcc_dir ${cache}/src/tcc-0.9.27-${tcc_patch})
foreach(needed ${imgui_dir} ${md4c_dir} ${tcc_dir} ${cache}/include/fmt)
  if(NOT EXISTS ${needed})
    message(FATAL_ERROR "${needed} is missing: run web/setup")
  endif()
endforeach()

add_library(headers INTERFACE)
target_include_directories(headers SYSTEM INTERFACE ${cache}/include)

add_library(md4c STATIC EXCLUDE_FROM_ALL ${md4c_dir}/src/md4c.c)
target_compile_definitions(md4c PRIVATE MD4C_USE_UTF8)
target_compile_options(md4c PRIVATE -w)
target_include_directories(md4c SYSTEM PUBLIC ${md4c_dir}/src)

add_library(fmt STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/fmt.cc)
target_compile_options(fmt PRIVATE ${third_party_options} -fno-exceptions)
target_link_libraries(fmt PUBLIC headers)

# What engine/ may use. Errors come back as values, because the web build does not catch exceptions.
add_library(engine_libraries INTERFACE)
target_compile_definitions(engine_libraries INTERFACE TOML_EXCEPTIONS=0)
target_link_libraries(engine_libraries INTERFACE headers fmt md4c)

# The C compiler (LGPL-2.1, see LICENSE), for RISC-V, whole in one object file. Only c_compiler links it.
file(WRITE ${CMAKE_BINARY_DIR}/generated/tcc/config.h.in "#define TCC_VERSION \"0.9.27\"\n#define CONFIG_TCCDIR \"\"\n")
configure_file(${CMAKE_BINARY_DIR}/generated/tcc/config.h.in ${CMAKE_BINARY_DIR}/generated/tcc/config.h COPYONLY)
add_library(tcc STATIC EXCLUDE_FROM_ALL ${tcc_dir}/libtcc.c)
target_compile_definitions(tcc PRIVATE TCC_TARGET_RISCV64 ONE_SOURCE=1 CONFIG_TCC_STATIC _GNU_SOURCE)
target_compile_options(tcc PRIVATE ${third_party_options} -fno-strict-aliasing)
target_include_directories(tcc PRIVATE ${CMAKE_BINARY_DIR}/generated/tcc)
target_include_directories(tcc SYSTEM PUBLIC ${tcc_dir})

add_library(cli11 INTERFACE)
target_link_libraries(cli11 INTERFACE headers)

# IMGUI_ENABLE_TEST_ENGINE makes ImGui tell ui/ about every item, for tests and assistive technology.
add_library(imgui STATIC EXCLUDE_FROM_ALL
  ${imgui_dir}/imgui.cpp ${imgui_dir}/imgui_draw.cpp ${imgui_dir}/imgui_tables.cpp ${imgui_dir}/imgui_widgets.cpp
  ${imgui_dir}/imgui_demo.cpp ${imgui_dir}/misc/cpp/imgui_stdlib.cpp)
target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_TEST_ENGINE IMGUI_DISABLE_OBSOLETE_FUNCTIONS
  IMGUI_DISABLE_DEMO_WINDOWS)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_dir} ${imgui_dir}/misc/cpp)
target_compile_options(imgui PRIVATE ${third_party_options})

if(EMSCRIPTEN)
  add_library(sdl2 INTERFACE)
  target_include_directories(sdl2 SYSTEM INTERFACE ${cache}/sdl2-web/include/SDL2)
  target_link_libraries(sdl2 INTERFACE ${cache}/sdl2-web/lib/libSDL2.a)
else()
  find_package(PkgConfig)
  if(PkgConfig_FOUND)
    pkg_check_modules(SDL2 IMPORTED_TARGET sdl2)
  endif()
  if(TARGET PkgConfig::SDL2)
    add_library(sdl2 INTERFACE)
    target_link_libraries(sdl2 INTERFACE PkgConfig::SDL2 GL ${CMAKE_DL_LIBS})
  endif()
endif()
if(TARGET sdl2)
  add_library(imgui_backends STATIC EXCLUDE_FROM_ALL
    ${imgui_dir}/backends/imgui_impl_sdl2.cpp ${imgui_dir}/backends/imgui_impl_opengl3.cpp)
  target_compile_options(imgui_backends PRIVATE ${third_party_options})
  target_include_directories(imgui_backends SYSTEM PUBLIC ${imgui_dir}/backends)
  if(EMSCRIPTEN)
    target_compile_definitions(imgui_backends PUBLIC IMGUI_IMPL_OPENGL_ES3)
    set_source_files_properties(${imgui_dir}/backends/imgui_impl_opengl3.cpp PROPERTIES
      COMPILE_DEFINITIONS glGetIntegerv=trapdoor_gl_integer) # in ui/platform_web.cc
  endif()
  target_link_libraries(imgui_backends PUBLIC imgui sdl2)
endif()

# GoogleTest from Debian's source package: one way for native, sanitized and web builds.
set(gtest_dir /usr/src/googletest)
if(EXISTS ${gtest_dir})
  add_library(gtest STATIC EXCLUDE_FROM_ALL ${gtest_dir}/googletest/src/gtest-all.cc)
  target_include_directories(gtest SYSTEM PUBLIC ${gtest_dir}/googletest/include)
  target_include_directories(gtest PRIVATE ${gtest_dir}/googletest)
  target_compile_options(gtest PRIVATE ${third_party_options} -O0) # no time is spent in it
  set(gtest_main ${gtest_dir}/googletest/src/gtest_main.cc)
  if(EMSCRIPTEN)
    target_compile_definitions(gtest PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_DEATH_TEST=0)
  endif()
endif()

# Fonts, embedded, so that a binary and a page look the same everywhere: fonts.h names them. Cut down to the letters
# that the interface writes (a tenth of their size), and once more as .woff2 for the page around the canvas.
find_file(sans_font Inter-Regular.otf PATHS /usr/share/fonts/opentype/inter NO_CMAKE_FIND_ROOT_PATH)
find_file(sans_bold_font Inter-SemiBold.otf PATHS /usr/share/fonts/opentype/inter NO_CMAKE_FIND_ROOT_PATH)
find_file(mono_font JetBrainsMono-Regular.ttf PATHS /usr/share/fonts/truetype/jetbrains-mono NO_CMAKE_FIND_ROOT_PATH)
# Debian's Python first: its fontTools comes as a package, another Python would lack it.
find_program(fonts_python python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(sans_font AND sans_bold_font AND mono_font AND fonts_python)
  set(fonts_dir ${CMAKE_BINARY_DIR}/generated)
  # Latin, punctuation, arrows, signs: kGlyphs of ui/typefaces.cc is the same list.
  set(letters "U+20-7E,U+A0-17F,U+2010-2026,U+2030-203A,U+2190-2199,U+21A9-21AA,U+2212,U+2260-2265,U+25A0-25CF,U+2713-2717")
  set(font_files)
  foreach(font ${sans_font} ${sans_bold_font} ${mono_font})
    get_filename_component(name ${font} NAME)
    get_filename_component(stem ${font} NAME_WE)
    set(subset ${fonts_python} -m fontTools.subset ${font} --unicodes=${letters} --layout-features=kern,calt,ccmp,tnum)
    add_custom_command(
      OUTPUT ${fonts_dir}/${name} ${fonts_dir}/${stem}.woff2
      COMMAND ${CMAKE_COMMAND} -E make_directory ${fonts_dir}
      COMMAND ${subset} --output-file=${fonts_dir}/${name}
      COMMAND ${subset} --flavor=woff2 --output-file=${fonts_dir}/${stem}.woff2
      DEPENDS ${font}
      COMMENT "Cutting ${name} down")
    list(APPEND font_files ${fonts_dir}/${name})
  endforeach()
  list(GET font_files 0 sans_subset)
  list(GET font_files 1 sans_bold_subset)
  list(GET font_files 2 mono_subset)
  add_custom_command(
    OUTPUT ${fonts_dir}/fonts.cc ${fonts_dir}/fonts.h
    COMMAND ${CMAKE_COMMAND} -D OUT=${fonts_dir} -D kSansFont=${sans_subset} -D kSansBoldFont=${sans_bold_subset}
            -D kMonoFont=${mono_subset} -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
    DEPENDS ${CMAKE_CURRENT_LIST_DIR}/embed.cmake ${font_files}
    COMMENT "Embedding fonts")
  add_library(fonts STATIC EXCLUDE_FROM_ALL ${fonts_dir}/fonts.cc)
  target_include_directories(fonts PUBLIC ${fonts_dir})
endif()
