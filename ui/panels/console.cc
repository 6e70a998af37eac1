#include <fmt/format.h>

#include <string>

#include "ui/mirror.h"
#include "ui/panels/panels.h"
#include "ui/terminal_text.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr size_t kShown = 64 * 1024;

// As the Command `key` reads it.
std::string escaped(std::string_view text) {
  std::string out = "key \"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\\n\"";
}

}  // namespace

void draw_console(const View& view, UiState& state, Wishes& wishes) {
  const Theme& theme = view.theme;
  const std::string& all = view.session.console();
  const uint64_t revision = view.session.revision();
  if (all.size() != state.console_seen || (revision != state.console_revision && !view.session.running())) {
    state.console_text =
        terminal_text(std::string_view(all).substr(all.size() > kShown ? all.size() - kShown : 0));
    state.console_revision = revision;
  }
  const std::string_view text = state.console_text;
  const float line = theme.px(32);
  const float room = std::max(theme.px(24), ImGui::GetContentRegionAvail().y - line);
  ImGui::BeginChild("output", {0, room}, 0, ImGuiWindowFlags_HorizontalScrollbar);
  const ImVec2 low = ImGui::GetWindowPos();
  const ImVec2 size = ImGui::GetWindowSize();
  hot_spot("text", low, {low.x + size.x, low.y + size.y}, "log", "Console output",
           text.substr(text.size() > 2000 ? text.size() - 2000 : 0));
  ImGui::PushFont(theme.type.mono);
  if (text.empty()) {
    ImGui::PopFont();
    empty_note(theme, "Nothing printed yet.");
    ImGui::PushFont(theme.type.mono);
  } else {
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
  }
  ImGui::PopFont();
  if (view.session.has_machine() && view.session.machine().powered_off())
    empty_note(theme, fmt::format("The machine is off, exit code {}.", view.session.machine().exit_code()));
  if (all.size() != state.console_seen) ImGui::SetScrollHereY(1);
  state.console_seen = all.size();
  ImGui::EndChild();
  if (line_input(state, theme, "Type to the console", "type a line, then Enter", state.console_line, -1)) {
    wishes.commands.push_back(escaped(state.console_line));
    state.console_line.clear();
  }
}

}  // namespace trapdoor
