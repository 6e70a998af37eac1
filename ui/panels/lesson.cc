#include <fmt/format.h>

#include <algorithm>

#include "imgui.h"
#include "imgui_stdlib.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/prose.h"
#include "ui/widgets/prose_view.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// A check's own words ask about a mistake: they are for one that failed, or is still to come beside others that were tried.
std::string check_text(const CheckResult& result, const LessonStep& step, size_t index) {
  if (result.state == CheckState::failed && !result.message.empty()) return result.message;
  if (result.state != CheckState::passed) return step.checks[index].message;
  return step.checks.size() > 1 ? fmt::format("Check {} passed.", index + 1) : "Passed.";
}

void draw_check(const View& view, const CheckResult& result, std::string_view text, size_t index,
                Wishes& wishes) {
  const Theme& theme = view.theme;
  const CheckState state = result.state;
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 centre{low.x + theme.px(10), low.y + theme.px(10)};
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (state == CheckState::passed) list->AddCircleFilled(centre, theme.px(6), theme.good, 20);
  if (state == CheckState::open) list->AddCircle(centre, theme.px(5), theme.faint, 20, theme.px(1.5F));
  if (state == CheckState::failed) trap_shape(list, theme, TrapKind::exception, centre, theme.px(5));
  const float width = ImGui::GetContentRegionAvail().x;
  const float height =
      text_wrapped(theme.type.body, {low.x + theme.px(24), low.y + theme.px(2)},
                   state == CheckState::failed ? theme.bad : theme.dim, text, width - theme.px(28));
  if (hot_spot(fmt::format("check {}", index).c_str(), low, {low.x + width, low.y + height + theme.px(4)},
               "row", text,
               state == CheckState::passed   ? "passed"
               : state == CheckState::failed ? "failed"
                                             : "open") &&
      state != CheckState::open) {
    wishes.commands.push_back(fmt::format("seek {}", result.tick));
  }
  ImGui::Dummy({width, height + theme.px(6)});
}

}  // namespace

void draw_lesson(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Lesson* lesson = view.session.lesson();
  if (lesson == nullptr) {
    empty_note(theme, "No lesson is open.");
    return;
  }
  ImGui::BeginChild("prose", {0, 0}, ImGuiChildFlags_AlwaysUseWindowPadding);
  draw_prose(theme, parse_prose("# " + lesson->title + "\n\n" + lesson->intro), wishes);
  const auto& checks = view.session.checks();
  bool any_check = false;
  for (size_t i = 0; i < lesson->steps.size(); ++i) {
    const LessonStep& step = lesson->steps[i];
    ImGui::PushID(static_cast<int>(i));
    draw_prose(theme, parse_prose("## " + step.title + "\n\n" + step.prose), wishes);
    any_check = any_check || !step.checks.empty();
    const std::vector<CheckResult> none(step.checks.size());
    const std::vector<CheckResult>& results = i < checks.size() ? checks[i] : none;
    const bool tried = std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
      return result.state != CheckState::open;
    });
    if (!tried && !step.checks.empty()) draw_check(view, {}, "Not checked yet.", 0, wishes);
    for (size_t k = 0; tried && k < step.checks.size(); ++k)
      draw_check(view, results[k], check_text(results[k], step, k), k, wishes);
    for (size_t k = 0; k < step.hints.size() && static_cast<int>(k) < ui.hints; ++k) {
      draw_prose(theme, parse_prose("> " + step.hints[k]), wishes);
    }
    ImGui::PopID();
  }
  if (any_check) {
    if (text_button(theme, "Check", "Run every check of this lesson on a fresh machine.", true)) {
      wishes.commands.emplace_back("check");
    }
    ImGui::SameLine();
    if (text_button(theme, "Hint", "Show one more hint in each step.")) ++ui.hints;
  }
  ImGui::EndChild();
}

void draw_editor(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  const Lesson* lesson = view.session.lesson();
  if (lesson == nullptr || lesson->files.empty()) {
    empty_note(theme, "Nothing to edit.");
    return;
  }
  auto fixed = [&](const std::string& file) {
    return std::find(lesson->readonly.begin(), lesson->readonly.end(), file) != lesson->readonly.end();
  };
  std::string& shown = ui.edited_file;
  if (!view.session.sources().contains(shown)) {  // at first what there is to write
    auto first = std::find_if_not(lesson->files.begin(), lesson->files.end(), fixed);
    shown = first == lesson->files.end() ? lesson->files.front() : *first;
  }
  const float room = ImGui::GetContentRegionAvail().x, line = ImGui::GetCursorScreenPos().x;
  for (const std::string& file : lesson->files) {
    const std::string name = file.substr(file.rfind('/') + 1);
    const bool first = ImGui::GetCursorScreenPos().x == line;
    if (!first &&
        ImGui::GetCursorScreenPos().x - line + text_size(theme.type.bold, name).x + theme.px(20) > room)
      ImGui::NewLine();
    if (tab(theme, name, file == shown, fixed(file) ? "Read only." : "A file for you to change."))
      shown = file;
    ImGui::SameLine(0, 0);
  }
  ImGui::NewLine();
  if (text_button(theme, "Build", "Assemble and compile the files, and start over with them.", true)) {
    wishes.commands.emplace_back("build");
  }
  if (fixed(shown)) {
    ImGui::SameLine();
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float wide = text_at(theme.type.small, {low.x, low.y + theme.px(7)}, theme.dim, "read only");
    ImGui::Dummy({wide, theme.px(26)});
  }
  for (const Diagnostic& diagnostic : view.session.diagnostics()) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = text_wrapped(theme.type.small, low, theme.bad, to_text(diagnostic), width);
    ImGui::Dummy({width, height + theme.px(2)});
  }
  std::string text = view.session.sources().at(shown);
  ImGui::PushFont(theme.type.mono);
  const ImGuiInputTextFlags flags =
      ImGuiInputTextFlags_AllowTabInput | (fixed(shown) ? ImGuiInputTextFlags_ReadOnly : 0);
  if (ImGui::InputTextMultiline(("text of " + shown).c_str(), &text, ImGui::GetContentRegionAvail(), flags)) {
    wishes.edits.emplace_back(shown, text);
  }
  ImGui::PopFont();
}

}  // namespace trapdoor
