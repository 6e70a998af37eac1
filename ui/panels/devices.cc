#include <fmt/format.h>

#include "engine/session/event_text.h"
#include "ui/device_look.h"
#include "ui/interrupts.h"
#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

void device_registers(const View& view, UiState& state, int device) {
  const Theme& theme = view.theme;
  const DeviceInfo& info = view.machine().device(device).info();
  const uint64_t base = view.machine().board().devices[static_cast<size_t>(device)].base;
  const float width = ImGui::GetContentRegionAvail().x;
  for (const RegisterRow& row : info.registers) {
    const uint64_t value = peek_register(view, device, row);
    RowLook look;
    look.dim = value == 0;
    look.pointed = state.pointer.panel == "devices" && pointing(view, state.pointer) > 0 &&
                   (state.pointer.word == row.name || state.pointer.word == row.symbol);
    const std::string text = row.size <= 2 ? fmt::format("{:0{}x}", value, row.size * 2) : hex(value);
    const std::string name(row.symbol.empty() ? row.name : row.symbol);
    ImGui::PushID(static_cast<int>(row.offset));
    value_row(view, name, text, hex(base + row.offset),
              fmt::format("{} ({}, {} bytes, {}): {}", row.name, hex(base + row.offset), row.size, row.access,
                          row.help),
              theme.px(168), width, look);
    bool any = false;
    for (const FieldRow& field : info.fields) any = any || field.word == row.name;
    if (any && value != 0) field_strip(view, info.fields, row.name, value, value, state.pointer, width);
    ImGui::PopID();
  }
}

// Where the device's interrupt stands, and when it came last; a click shows every gate on its way.
void device_interrupts(const View& view, const std::vector<InterruptNews>& news, int device, Wishes& wishes) {
  const Theme& theme = view.theme;
  for (size_t i = 0; i < news.size(); ++i) {
    if (news[i].why.device != device) continue;
    const Gate* closed = closed_gate(news[i]);
    const std::string state = closed == nullptr ? "all gates open" : "stopped at " + closed->name;
    ImGui::PushID(static_cast<int>(i));
    const std::string last = view.session.running() ? "" : last_text(news[i]);
    const std::string& source = news[i].why.source;
    if (value_row(view, source.substr(0, source.find(" interrupt")), state, last,
                  source + ": " + (closed == nullptr ? "taken before the next instruction." : closed->help),
                  theme.px(168), ImGui::GetContentRegionAvail().x, {}))
      wishes.places.emplace_back("panel:why");
    mirror().describe("button", source, last.empty() ? state : state + "; " + last);  // it acts
    ImGui::PopID();
  }
}

// One device at a time, or all below each other.
void choose_device(const View& view, UiState& state) {
  const Theme& theme = view.theme;
  const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
  auto chip = [&](std::string_view name, std::string_view help, const std::string& value) {
    const float width = text_size(theme.type.small, name).x + theme.px(18);
    if (ImGui::GetItemRectMax().x + theme.px(4) + width < right && name != "all")
      ImGui::SameLine(0, theme.px(4));
    bool on = state.device == value;
    if (!toggle(theme, name, on, help)) return;
    state.device = on ? value : "";
    state.pointer = {};
  };
  chip("all", "Every device of the board, one below the other.", "");
  for (int i = 0; i < view.machine().device_count(); ++i) {
    const DeviceInfo& info = view.machine().device(i).info();
    const std::string name(view.machine().device_name(i));
    chip(name, info.help, name);
  }
  ImGui::Dummy({1, theme.px(2)});
}

}  // namespace

void draw_devices(const View& view, UiState& state, Wishes& wishes) {
  const Theme& theme = view.theme;
  if (view.machine().find_device(state.device) < 0) state.device.clear();
  // What a link points at must be there to be seen.
  if (state.pointer.panel == "devices" && !state.pointer.word.empty() && pointing(view, state.pointer) > 0)
    state.device.clear();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, theme.px(4)));
  choose_device(view, state);
  ImGui::PopStyleVar();
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const std::vector<InterruptNews> news = interrupts_of(view, wishes);
  for (int i = 0; i < view.machine().device_count(); ++i) {
    const DeviceInfo& info = view.machine().device(i).info();
    const std::string name(view.machine().device_name(i));
    if (!state.device.empty() && state.device != name) continue;
    ImGui::PushID(i);
    section(theme, fmt::format("{} · {}", name, info.title), info.help);
    device_interrupts(view, news, i, wishes);
    if (draw_rings(view, i) > 0) section(theme, "registers");
    device_registers(view, state, i);
    ImGui::Dummy({1, theme.px(6)});
    ImGui::PopID();
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

void draw_wires(const View& view, UiState& state, Wishes&) {
  const Theme& theme = view.theme;
  ImGui::BeginChild("list");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  const auto& infos = view.machine().wire_infos();
  for (size_t i = 0; i < infos.size(); ++i) {
    const Machine::WireInfo& wire = infos[i];
    const bool high = view.machine().wires()[static_cast<int>(i)];
    const float width = ImGui::GetContentRegionAvail().x, height = theme.px(26);
    const ImVec2 low = ImGui::GetCursorScreenPos(), end{low.x + width, low.y + height};
    const std::string name = fmt::format("{} to {}", wire.from, wire.to);
    hot_spot(name.c_str(), low, end, "row", name, high ? "raised" : "low");
    explain_item(theme, name, high ? "Raised: the sender asks for attention." : "Low: nothing is asked for.");
    const bool pointed = pointing(view, state.pointer) > 0 &&
                         (state.pointer.word == wire.from || state.pointer.word == wire.to);
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (pointed) list->AddRect(low, end, theme.accent, theme.px(3), 0, theme.px(2));
    const float y = low.y + (height - line_height(theme.type.mono_small)) / 2, middle = low.y + height / 2;
    const float column = std::min(theme.px(180), width * 0.36F);
    text_at(theme.type.mono_small, {low.x + theme.px(4), y}, theme.text, wire.from, column - theme.px(12));
    const Shades& shades = theme.of(TrapKind::interrupt);
    const ImU32 colour = high ? shades.fill : theme.border;
    const float x0 = low.x + column, x1 = x0 + theme.px(90);
    list->AddLine({x0, middle}, {x1, middle}, colour, high ? theme.px(3) : theme.px(1.5F));
    list->AddTriangleFilled({x1 + theme.px(7), middle}, {x1, middle - theme.px(4)},
                            {x1, middle + theme.px(4)}, colour);
    const float used = text_at(theme.type.mono_small, {x1 + theme.px(16), y}, theme.text, wire.to);
    text_at(theme.type.small, {x1 + theme.px(28) + used, y}, high ? shades.ink : theme.faint,
            high ? "raised" : "low");
    ImGui::Dummy({width, height});
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
}

}  // namespace trapdoor
