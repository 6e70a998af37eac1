#include <SDL.h>
#include <SDL_opengl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "imgui.h"
#include "imgui_impl_opengl3.h"
#include "imgui_impl_sdl2.h"
#include "ui/app.h"
#include "ui/platform.h"

namespace trapdoor::platform {
namespace {

SDL_Window* window = nullptr;
SDL_GLContext context = nullptr;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A lesson's folder, and what it shares with others.
Files read_lesson(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  Files files;
  auto add = [&files](const fs::path& root, const std::string& prefix) {
    std::error_code error;
    for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
      if (it->is_regular_file())
        files[prefix + fs::relative(it->path(), root).generic_string()] = read_file(it->path());
    }
  };
  add(folder, "");
  add(folder / ".." / "common", "../common/");
  return files;
}

std::filesystem::path lessons;  // the folder of lesson folders

// `lessons` in the present folder, or above the program.
std::filesystem::path find_lessons() {
  namespace fs = std::filesystem;
  char* base = SDL_GetBasePath();
  fs::path above = base == nullptr ? "" : base;
  SDL_free(base);
  if (fs::exists("lessons")) return "lessons";
  for (int i = 0; i < 4; ++i, above = above.parent_path()) {
    if (fs::exists(above / "lessons")) return above / "lessons";
  }
  return "lessons";
}

std::vector<std::filesystem::path> dropped;  // onto the window, in this frame

// Programs, kernels, disks: whatever runs. What was open stays open when they do not.
bool open_files(App& app, const std::vector<std::filesystem::path>& paths) {
  std::vector<GivenFile> files;
  for (const std::filesystem::path& path : paths) {
    const std::string text = read_file(path);
    const auto bytes = std::as_bytes(std::span(text));
    files.push_back({path.filename().string(), {bytes.begin(), bytes.end()}, ""});
  }
  Diagnostics diagnostics;
  const CommandResult result = app.session.open_files(files, {}, diagnostics);
  std::string message = result.message;
  for (const Diagnostic& diagnostic : diagnostics) message += "\n" + to_text(diagnostic);
  std::fprintf(stderr, "%s\n", message.c_str());
  app.say(message);
  const bool state = files.size() == 1 && guess_role(files[0].name, files[0].bytes) == FileRole::state;
  if (result.ok && state) app.forget_moment();
  if (result.ok && !state) app.opened();
  return result.ok;
}

bool open_lesson(App& app, const std::filesystem::path& folder) {
  Diagnostics diagnostics;
  const bool opened = app.session.open_lesson(read_lesson(folder), diagnostics);
  std::string message;
  for (const Diagnostic& diagnostic : diagnostics) message += to_text(diagnostic) + "\n";
  std::fputs(message.c_str(), stderr);
  if (opened)
    app.opened();
  else
    app.say(message);
  return opened;
}

void save_state(App& app) {
  const Lesson* lesson = app.session.lesson();
  const std::string name =
      fmt::format("{}-{}.state", lesson == nullptr ? "trapdoor" : lesson->id, app.session.machine().now());
  const std::vector<std::byte> bytes = app.session.save_state();
  std::ofstream out(name, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  app.say(out ? fmt::format("This moment is now the file {}.", name)
              : fmt::format("{} cannot be written in this folder.", name));
}

constexpr const char* kUsage =
    "usage: playground [LESSON_FOLDER | FILE...]\n"
    "  without arguments: the lessons in `lessons', here or beside the program\n"
    "  a lesson's folder, or files that run: an ELF file, assembly, firmware with its kernel, a disk image\n"
    "Both can also be dropped on the window.\n";

bool complain() {
  std::fprintf(stderr, "playground: %s\n", SDL_GetError());
  return false;
}

}  // namespace

bool init(const char* title, int width, int height) {
  SDL_SetHint(SDL_HINT_VIDEO_HIGHDPI_DISABLED, "0");
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return complain();
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_Rect screen;
  if (SDL_GetDisplayUsableBounds(0, &screen) == 0) {
    width = std::min(width, screen.w);
    height = std::min(height, screen.h);
  }
  window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                            SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  if (window == nullptr) return complain();
  context = SDL_GL_CreateContext(window);
  if (context == nullptr) return complain();
  SDL_GL_SetSwapInterval(1);

  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  ImGui_ImplOpenGL3_Init("#version 150");
  return true;
}

bool tell_usage(int count, char** arguments) {
  for (int i = 1; i < count; i++) {
    const std::string_view argument = arguments[i];
    if (argument != "--help" && argument != "-h") continue;
    std::fputs(kUsage, stdout);
    return true;
  }
  return false;
}

bool start(App& app, int count, char** arguments) {
  namespace fs = std::filesystem;
  const std::vector<fs::path> given(arguments + 1, arguments + count);
  const bool files = !given.empty() && !fs::is_directory(given.front());
  lessons = given.empty() || files
                ? find_lessons()
                : fs::absolute(given.front() / "").lexically_normal().parent_path().parent_path();
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(lessons, error)) {
    if (fs::exists(entry.path() / "lesson.md"))
      app.options.lessons.push_back(entry.path().filename().string());
  }
  std::sort(app.options.lessons.begin(), app.options.lessons.end());
  if (files) return open_files(app, given);
  if (!given.empty()) return open_lesson(app, given.front());
  if (app.options.lessons.empty()) {
    std::fprintf(stderr, "playground: no folder `lessons' lies here or beside the program\n%s", kUsage);
    return false;
  }
  return open_lesson(app, lessons / app.options.lessons.front());
}

void serve(App& app) {
  if (!dropped.empty()) {
    const auto given = std::exchange(dropped, {});
    if (std::filesystem::is_directory(given.front()))
      open_lesson(app, given.front());
    else
      open_files(app, given);
  }
  if (std::exchange(app.state.wants_saving, false)) save_state(app);
  if (app.state.wanted_lesson.empty()) return;
  open_lesson(app, lessons / std::exchange(app.state.wanted_lesson, {}));
}

double seconds() {
  return static_cast<double>(SDL_GetPerformanceCounter()) /
         static_cast<double>(SDL_GetPerformanceFrequency());
}

bool wait_for_input(bool idle) { return !idle || SDL_WaitEventTimeout(nullptr, 200) != 0; }

void typefaces_changed() {
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

bool frame_begin() {
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    ImGui_ImplSDL2_ProcessEvent(&event);
    if (event.type == SDL_QUIT) return false;
    if (event.type == SDL_DROPFILE) {
      dropped.emplace_back(event.drop.file);
      SDL_free(event.drop.file);
    }
  }
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

float content_scale() {
  int logical = 0;
  int pixels = 0;
  SDL_GetWindowSize(window, &logical, nullptr);
  SDL_GL_GetDrawableSize(window, &pixels, nullptr);
  return logical > 0 ? static_cast<float>(pixels) / static_cast<float>(logical) : 1.0F;
}

void run(bool (*frame)()) {
  while (frame()) {
  }
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  ImGui::DestroyContext();
  SDL_GL_DeleteContext(context);
  SDL_DestroyWindow(window);
  SDL_Quit();
}

}  // namespace trapdoor::platform
