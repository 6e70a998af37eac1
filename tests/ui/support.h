// An App on ImGui's null backend: frames of any size, with no window.
#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>

#include "gtest/gtest.h"
#include "imgui.h"
#include "tests/support/lessons.h"
#include "tests/support/texts.h"
#include "ui/app.h"

namespace trapdoor::test {

// Of the machine's part of the page: as wide, medium and narrow windows leave it.
struct Size {
  const char* name;
  float width, height;
};
inline void PrintTo(const Size& size, std::ostream* out) { *out << size.name; }
inline constexpr Size kSizes[] = {{"wide", 990, 852}, {"medium", 700, 592}, {"narrow", 390, 380}};

inline std::filesystem::path source_folder() { return TRAPDOOR_SOURCE_DIR; }

using trapdoor::lesson_files;

inline GivenFile text_file(std::string name, std::string_view text) {
  GivenFile file;
  file.name = std::move(name);
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  file.bytes.assign(bytes.begin(), bytes.end());
  return file;
}

class Window {
 public:
  explicit Window(float width = 1440, float height = 900) {
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;
    resize(width, height);
    app = std::make_unique<App>(&clock);
    load();
  }
  ~Window() {
    app.reset();
    ImGui::DestroyContext();
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  std::unique_ptr<App> app;
  const Typefaces& type() const { return type_; }

  void resize(float width, float height) { ImGui::GetIO().DisplaySize = {width, height}; }
  void open(const std::string& lesson) {
    Diagnostics diagnostics;
    ASSERT_TRUE(app->session.open_lesson(lesson_files(lesson), diagnostics))
        << (diagnostics.empty() ? "" : to_text(diagnostics.front()));
    app->opened();
  }
  void theme(const std::string& name) {
    app->interface("theme " + name);
    load();
  }
  void frames(int count = 3) {
    for (int i = 0; i < count; ++i) {
      ImGui::GetIO().DeltaTime = 1.0F / 60;
      ImGui::NewFrame();
      app->frame(type_);
      ImGui::Render();
    }
  }
  void wait(double seconds) {
    now_ += seconds;
    frames();
  }
  void command(const std::string& text) {
    const CommandResult result = app->command(text);
    ASSERT_TRUE(result.ok) << text << ": " << result.message;
    for (int i = 0; i < 200; ++i) {
      frames(1);
      if (!app->session.running() && !app->session.checking()) break;
    }
    frames(2);
  }
  // Clicks the middle of an item.
  void click(std::string_view role, std::string_view name) {
    const MirrorItem* item = app->mirror.find(role, name);
    ASSERT_NE(item, nullptr) << role << " " << name;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((item->rect.left + item->rect.right) / 2, (item->rect.top + item->rect.bottom) / 2);
    frames(2);
    io.AddMouseButtonEvent(0, true);
    frames(2);
    io.AddMouseButtonEvent(0, false);
    frames(2);
  }

  void show_panel(const std::string& name) {
    app->interface("place panel:" + name);
    frames();
  }
  // Types a line as a page does, and ends it with Enter.
  void type(std::string_view name, const std::string& text) {
    const MirrorItem* line = app->mirror.find("textbox", name);
    ASSERT_NE(line, nullptr) << name;
    const std::string id = std::to_string(line->id);
    app->interface("typing " + id + " " + text);
    frames(2);
    app->interface("enter " + id + " " + text);
    frames();
  }
  // The first item of that role whose name has this part.
  const MirrorItem* find_part(std::string_view role, std::string_view part) const {
    for (const MirrorItem& item : app->mirror.items()) {
      if (item.role == role && item.name.find(part) != std::string::npos) return &item;
    }
    return nullptr;
  }
  // The value of a row; empty if there is no such row.
  std::string value_of(std::string_view row) const {
    const MirrorItem* item = app->mirror.find("row", row);
    return item == nullptr ? "" : item->value;
  }
  // A program of one assembly file, in a page.
  void open_assembly(const std::string& name, std::string_view text, const GivenMachine& machine = {}) {
    Diagnostics diagnostics;
    const CommandResult result =
        app->session.open_files(std::vector{text_file(name, text)}, machine, diagnostics);
    ASSERT_TRUE(result.ok) << result.message;
    app->opened();
    app->interface("page on");
    frames();
  }

 private:
  // Time that passes with the frames, so that a run of a test is the same every time.
  static inline double now_ = 0;
  static double clock() { return now_ += 0.0005; }
  void load() {
    type_ = load_typefaces(1, app->theme().zoom);
    unsigned char* pixels = nullptr;
    int width = 0, height = 0;
    ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
  }
  Typefaces type_;
};

}  // namespace trapdoor::test
