#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"
#include "ui/writers.h"

namespace trapdoor {
namespace {

bool has_fields(const Isa& isa, std::string_view word) {
  for (const FieldRow& row : isa.fields) {
    if (row.word == word) return true;
  }
  return false;
}

// One control word, or a view of one; `mask` cuts the value.
void control_row(const View& view, UiState& state, std::string_view name, std::string_view help,
                 uint16_t word, uint64_t mask, bool open_at_first) {
  const Theme& theme = view.theme;
  const float width = ImGui::GetContentRegionAvail().x;
  const bool fields = has_fields(view.isa(), name);
  const uint64_t raw = view.cpu()[word], old = view.before.known ? view.before.cpu[word] : raw;
  const uint64_t value = view.read(word) & mask;
  const bool pointed = state.pointer.word == name && pointing(view, state.pointer) > 0;
  RowLook look;
  look.changed = ((raw ^ old) & mask) != 0;
  look.pointed = pointed;
  look.dim = value == 0;
  std::string symbol;
  if (!fields && value != 0) symbol = word_name(view.machine(), view.program(), name, value);
  if (symbol.empty() && value > 0 && value < 10000 && !fields) symbol = with_commas(value);
  const float name_width = theme.px(104);
  auto [it, fresh] = state.open_words.try_emplace(std::string(name), open_at_first);
  if (value_row(view, name, hex(value), symbol, with_writers(help, writers_of(view, name)), name_width, width,
                look) &&
      fields)
    it->second = !it->second;
  if (fields)  // it acts
    mirror().describe("button", name, hex(value) + (it->second ? ", fields shown" : ", fields hidden"));
  if (pointed && (state.pointer.bit >= 0 || !state.pointer.field.empty())) it->second = true;
  if (fields) {  // a small arrow says that there is more
    const ImVec2 high = ImGui::GetItemRectMax(), low = ImGui::GetItemRectMin();
    const ImVec2 c{high.x - theme.px(10), (low.y + high.y) / 2};
    const float r = theme.px(3.5F);
    if (it->second) {
      ImGui::GetWindowDrawList()->AddTriangleFilled({c.x - r, c.y - r * 0.6F}, {c.x + r, c.y - r * 0.6F},
                                                    {c.x, c.y + r * 0.8F}, theme.faint);
    } else {
      ImGui::GetWindowDrawList()->AddTriangleFilled({c.x + r * 0.6F, c.y - r}, {c.x + r * 0.6F, c.y + r},
                                                    {c.x - r * 0.8F, c.y}, theme.faint);
    }
  }
  if (fields && it->second) {
    ImGui::Indent(theme.px(4));
    ImGui::Dummy({1, theme.px(2)});
    field_strip(view, view.isa().fields, name, value, look.changed ? (old & mask) : value, state.pointer,
                width - theme.px(8));
    ImGui::Unindent(theme.px(4));
  }
}

}  // namespace

void draw_control(const View& view, UiState& state, Wishes&) {
  const Theme& theme = view.theme;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  bool first = true;  // one word is open to begin with, so that a person sees that there is something inside
  auto show = [&](std::string_view name, std::string_view help, uint16_t word, uint64_t mask) {
    const bool open = first && has_fields(view.isa(), name);
    control_row(view, state, name, help, word, mask, open);
    first = first && !open;
  };
  for (const Role role : {Role::kernel, Role::firmware, Role::user}) {
    constexpr std::string_view kTitles[] = {"Open to user code", "For the kernel", "For the firmware"};
    section(theme, kTitles[static_cast<size_t>(role)]);
    // The kernel sees some of the firmware's words through a mask.
    if (role == Role::kernel) {
      for (const ViewRow& row : view.isa().views) show(row.name, row.help, row.word, row.mask);
    }
    for (const WordRow& row : view.isa().words) {
      if (row.group == WordGroup::control && row.role == role)
        show(row.name, row.help, row.word, ~uint64_t{0});
    }
  }
  ImGui::Dummy({1, theme.px(8)});
  ImGui::PopStyleVar();
}

}  // namespace trapdoor
