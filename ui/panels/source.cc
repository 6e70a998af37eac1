#include <fmt/format.h>

#include "ui/instruction_text.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

// The breakpoint at this address; null if there is none.
const Stopper* stopper_at(const View& view, uint64_t address) {
  const std::string text = fmt::format("exec pc={}", hex_word(address));
  for (const Stopper& stopper : view.session.stoppers()) {
    if (stopper.match.text() == text) return &stopper;
  }
  return nullptr;
}

// The strip before a line: a dot for a breakpoint; a click sets or removes it.
void gutter(const View& view, std::optional<uint64_t> address, ImVec2 low, float height,
            const std::string& name, Wishes& wishes) {
  const Theme& theme = view.theme;
  if (!address) return;
  const Stopper* stopper = stopper_at(view, *address);
  const ImVec2 high{low.x + theme.px(20), low.y + height};
  if (hot_spot(fmt::format("stop {}", *address).c_str(), low, high, "checkbox", "Breakpoint at " + name,
               stopper != nullptr ? "set" : "")) {
    wishes.commands.push_back(stopper != nullptr ? fmt::format("unbreak {}", stopper->id)
                                                 : fmt::format("break exec pc={}", hex_word(*address)));
  }
  const ImVec2 centre{low.x + theme.px(10), low.y + height / 2};
  if (stopper != nullptr) {
    ImGui::GetWindowDrawList()->AddCircleFilled(centre, theme.px(5), theme.bad, 20);
  } else if (ImGui::IsItemHovered()) {
    ImGui::GetWindowDrawList()->AddCircle(centre, theme.px(5), theme.bad, 20);
  }
}

void pc_mark(const View& view, ImVec2 low, ImVec2 high) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(view.mode().role);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled({low.x + theme.px(20), low.y}, high, shades.wash, theme.px(2));
  list->AddRectFilled({low.x + theme.px(20), low.y}, {low.x + theme.px(23), high.y}, shades.fill);
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) lines.push_back(text);
  return lines;
}

// Comments step back, so that code stands out.
void draw_code(const Theme& theme, ImVec2 pos, std::string_view line, ImU32 ink) {
  std::string text;
  for (char c : line) {
    if (c == '\t') {
      text.append(8 - text.size() % 8, ' ');
    } else {
      text += c;
    }
  }
  const size_t comment = std::min(text.find('#'), text.find("//"));
  const std::string_view shown = text;
  if (comment == std::string::npos) {
    text_at(theme.type.mono, pos, ink, shown);
    return;
  }
  const float used = text_at(theme.type.mono, pos, ink, shown.substr(0, comment));
  text_at(theme.type.mono, {pos.x + used, pos.y}, theme.faint, shown.substr(comment));
}

void draw_file(const View& view, UiState& ui, const std::string& file, std::string_view text,
               Wishes& wishes) {
  const Theme& theme = view.theme;
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const std::optional<Place> place = view.program().place_of(pc);
  const uint32_t pc_line = place && place->file == file ? place->line : 0;
  const std::vector<std::string_view> lines = split_lines(text);
  const float height = theme.px(20);
  ImGui::BeginChild("text", {0, 0}, 0, ImGuiWindowFlags_HorizontalScrollbar);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(lines.size()), height);
  while (clipper.Step()) {
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const uint32_t number = static_cast<uint32_t>(i) + 1;
      const ImVec2 low = ImGui::GetCursorScreenPos();
      const float width = std::max(ImGui::GetContentRegionAvail().x, theme.px(500));
      if (number == pc_line) pc_mark(view, low, {low.x + width, low.y + height});
      const std::optional<uint64_t> address = view.program().address_of(file, number);
      const std::optional<Place> own = address ? view.program().place_of(*address) : std::nullopt;
      const bool has_code = own && own->line == number && own->file == file;
      gutter(view, has_code ? address : std::nullopt, low, height, fmt::format("line {}", number), wishes);
      const float y = low.y + (height - line_height(theme.type.mono)) / 2;
      text_before(theme.type.mono_small, {low.x + theme.px(54), y + 1}, has_code ? theme.dim : theme.border,
                  fmt::format("{}", number));
      draw_code(theme, {low.x + theme.px(66), y}, lines[static_cast<size_t>(i)], theme.text);
      ImGui::SetCursorScreenPos(low);
      ImGui::Dummy({theme.px(70) + text_size(theme.type.mono, lines[static_cast<size_t>(i)]).x, height});
    }
  }
  ImGui::PopStyleVar();
  if (pc_line != 0 && ui.source.shown_pc != pc) {
    const float y = static_cast<float>(pc_line) * height;
    const float top = ImGui::GetScrollY(), room = ImGui::GetWindowHeight();
    if (y < top + height || y > top + room - 2 * height) ImGui::SetScrollY(std::max(0.0F, y - room / 2));
    ui.source.shown_pc = pc;
  }
  ImGui::EndChild();
}

}  // namespace

void draw_source(const View& view, UiState& ui, Wishes& wishes) {
  const Theme& theme = view.theme;
  const auto& sources = view.session.sources();
  if (sources.empty()) {
    empty_note(theme, "This program came without its source. The Disassembly tab shows its instructions.");
    return;
  }
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const std::optional<Place> place = view.program().place_of(pc);
  std::string& shown = ui.source.file;
  if (place && ui.source.shown_pc != pc && sources.contains(std::string(place->file))) shown = place->file;
  if (!sources.contains(shown)) shown = sources.begin()->first;
  for (const auto& [file, text] : sources) {
    if (tab(theme, file, file == shown, "A file of this program.")) shown = file;
    ImGui::SameLine(0, 0);
  }
  ImGui::NewLine();
  draw_file(view, ui, shown, sources.at(shown), wishes);
}

void draw_disassembly(const View& view, UiState&, Wishes& wishes) {
  const Theme& theme = view.theme;
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const float height = theme.px(20), width = ImGui::GetContentRegionAvail().x;
  const int rows = std::max(3, static_cast<int>(ImGui::GetContentRegionAvail().y / height));
  // Instructions of one size only: backwards would be guessing otherwise.
  uint64_t address = pc - static_cast<uint64_t>(rows / 3) * 4;
  std::string last_name;
  for (int i = 0; i < rows; ++i) {
    const InstructionText text = instruction_at(view, address);
    const ImVec2 low = ImGui::GetCursorScreenPos();
    if (address == pc) pc_mark(view, low, {low.x + width, low.y + height});
    const std::string name = view.program().name_of(address);
    const float y = low.y + (height - line_height(theme.type.mono_small)) / 2;
    hot_spot(fmt::format("row {}", address).c_str(), {low.x + theme.px(20), low.y},
             {low.x + width, low.y + height}, "row", fmt::format("{} {}", hex(address), name), text.text);
    explain_item(theme, text.text, text.help, fmt::format("{} {}", hex(address), name));
    gutter(view, text.there ? std::optional(address) : std::nullopt, low, height, hex(address), wishes);
    text_at(theme.type.mono_small, {low.x + theme.px(28), y}, theme.faint, hex(address));
    if (text.there)
      text_at(theme.type.mono_small, {low.x + theme.px(104), y}, theme.faint,
              fmt::format("{:08x}", text.bits));
    text_at(theme.type.mono, {low.x + theme.px(176), y - 1}, text.there ? theme.text : theme.faint,
            text.there ? std::string_view(text.text) : "nothing answers here", theme.px(220));
    const std::string_view base = std::string_view(name).substr(0, name.find('+'));
    const float x = low.x + theme.px(400);
    if (!text.target.empty()) {
      text_at(theme.type.mono_small, {x, y}, theme.faint, "→ " + text.target, low.x + width - x);
    } else if (base != last_name && x + theme.px(40) < low.x + width) {
      text_at(theme.type.mono_small, {x, y}, theme.dim, name, low.x + width - x);
    }
    last_name = base;
    ImGui::SetCursorScreenPos({low.x, low.y + height});
    address += static_cast<uint64_t>(text.there ? text.size : 4);
  }
  ImGui::Dummy({1, 1});
}

}  // namespace trapdoor
