#include <GLES3/gl3.h>
#include <SDL.h>
#include <emscripten.h>
#include <emscripten/html5.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_impl_sdl2.h"
#include "ui/app.h"
#include "ui/platform.h"
#include "web/api.h"

// SDL and emscripten look the canvas up as "#canvas"; ours is Module.canvas, which may sit in a shadow root. Its context
// comes without WebGL's extensions: ImGui needs none, and asking for all of them takes a third of a second.
EM_JS(void, trapdoor_adopt_canvas, (), {
  specialHTMLTargets["#canvas"] = Module["canvas"];
  if (typeof EGL != "undefined") EGL.contextAttributes["enableExtensionsByDefault"] = false;
});

// ImGui's backend asks for the state of OpenGL before every frame, to leave it as it was, and each answer waits for the
// graphics process to have drawn all that came before. Nobody else draws on this canvas, so the answer is always that
// of a new context. (The build makes the backend's calls of glGetIntegerv come here.)
extern "C" void trapdoor_gl_integer(GLenum name, GLint* value) {
  switch (name) {
    case GL_ACTIVE_TEXTURE:
      *value = GL_TEXTURE0;
      break;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA:
      *value = GL_FUNC_ADD;
      break;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA:
      *value = GL_ONE;
      break;
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
      std::fill_n(value, 4, 0);
      break;
    case GL_BLEND_DST_RGB:
    case GL_BLEND_DST_ALPHA:
    case GL_CURRENT_PROGRAM:
    case GL_TEXTURE_BINDING_2D:
    case GL_SAMPLER_BINDING:
    case GL_ARRAY_BUFFER_BINDING:
    case GL_VERTEX_ARRAY_BINDING:
      *value = 0;
      break;
    default:
      glGetIntegerv(name, value);
  }
}

namespace trapdoor::platform {
namespace {

constexpr const char* kCanvas = "#canvas";
SDL_Window* window = nullptr;
bool (*each_frame)() = nullptr;
bool resized = true;

struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

// As the page's style sheet has it; 0 while it is hidden.
Size canvas_size() {
  double width = 0, height = 0;
  emscripten_get_element_css_size(kCanvas, &width, &height);
  return {static_cast<int>(std::lround(width)), static_cast<int>(std::lround(height))};
}

// The window follows the canvas.
void follow_canvas_size() {
  const Size wanted = canvas_size();
  Size now;
  SDL_GetWindowSize(window, &now.width, &now.height);
  if (wanted.width > 0 && wanted.height > 0 && wanted != now) {
    SDL_SetWindowSize(window, wanted.width, wanted.height);
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
  // The right size at once: another would be made, and waited for, as soon as there is a context.
  if (const Size size = canvas_size(); size.width > 0 && size.height > 0) {
    width = size.width;
    height = size.height;
  }
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

bool tell_usage(int, char**) { return false; }

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
