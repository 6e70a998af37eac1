#include <GLES3/gl3.h>
#include <SDL.h>
#include <emscripten.h>
#include <emscripten/html5.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_impl_sdl2.h"
#include "ui/app.h"
#include "ui/platform.h"
#include "web/api.h"

// SDL and emscripten look the canvas up as "#canvas"; ours is Module.canvas, which may sit in a shadow root.
EM_JS(void, trapdoor_adopt_canvas, (), { specialHTMLTargets["#canvas"] = Module["canvas"]; });

namespace trapdoor::platform {
namespace {

constexpr const char* kCanvas = "#canvas";
SDL_Window* window = nullptr;
bool (*each_frame)() = nullptr;
bool resized = true;

// The page's style sheet decides the size; the window follows it.
void follow_canvas_size() {
  double width = 0;
  double height = 0;
  emscripten_get_element_css_size(kCanvas, &width, &height);
  const int new_width = static_cast<int>(std::lround(width));
  const int new_height = static_cast<int>(std::lround(height));
  int old_width = 0;
  int old_height = 0;
  SDL_GetWindowSize(window, &old_width, &old_height);
  if (new_width > 0 && new_height > 0 && (new_width != old_width || new_height != old_height)) {
    SDL_SetWindowSize(window, new_width, new_height);
    resized = true;
  }
}

void browser_frame() {
  if (!each_frame()) emscripten_cancel_main_loop();
}

}  // namespace

bool init(const char* title, int width, int height) {
  trapdoor_adopt_canvas();
  // Keys count only while the canvas has the focus: the rest of the page has an editor and its own shortcuts.
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT, kCanvas);
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    std::fprintf(stderr, "playground: %s\n", SDL_GetError());
    return false;
  }
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  // SDL makes its window's title the page's: the page keeps its own.
  const std::string page_title = emscripten_run_script_string("document.title");
  window = SDL_CreateWindow(page_title.empty() ? title : page_title.c_str(), 0, 0, width, height,
                            SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  SDL_GLContext context = window == nullptr ? nullptr : SDL_GL_CreateContext(window);
  if (context == nullptr) {
    std::fprintf(stderr, "playground: %s\n", SDL_GetError());
    return false;
  }

  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  ImGui_ImplOpenGL3_Init("#version 300 es");
  return true;
}

bool start(App& app, int, char**) {
  app.interface("page on");
  trapdoor::serve(app);
  return true;
}

void serve(App&) {}

double seconds() { return emscripten_get_now() / 1000; }

bool wait_for_input(bool idle) {
  follow_canvas_size();
  if (!idle || resized) return true;
  SDL_PumpEvents();
  return SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT) == SDL_TRUE;
}

void typefaces_changed() {
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

bool frame_begin() {
  resized = false;
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) ImGui_ImplSDL2_ProcessEvent(&event);
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  ImGui::NewFrame();
  return true;
}

void frame_end(unsigned background) {
  ImGui::Render();
  int width = 0;
  int height = 0;
  SDL_GL_GetDrawableSize(window, &width, &height);
  glViewport(0, 0, width, height);
  const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(background);
  glClearColor(clear.x, clear.y, clear.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  SDL_GL_SwapWindow(window);
}

float content_scale() { return static_cast<float>(emscripten_get_device_pixel_ratio()); }

void run(bool (*frame)()) {
  each_frame = frame;
  emscripten_set_main_loop(browser_frame, 0, false);
}

}  // namespace trapdoor::platform
