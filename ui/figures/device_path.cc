// Slides 6, 7, 33 and 48: processor, memory and a device: who tells whom what, and on which way the bytes go.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/bits.h"
#include "ui/device_look.h"
#include "ui/figures/device_memory.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// The registers worth showing: those that hold something, what has fields first.
struct Register {
  const RegisterRow* row;
  std::string value;
};
std::vector<Register> registers_of(const View& view, int device, size_t most) {
  const DeviceInfo& info = view.machine().device(device).info();
  std::vector<Register> with_fields, plain;
  for (const RegisterRow& row : info.registers) {
    if (row.access == "wo") continue;
    const uint64_t value = peek_register(view, device, row);
    std::string words;
    bool fields = false;
    for (const FieldRow& field : info.fields) {
      if (field.word != row.name) continue;
      fields = true;
      const uint64_t part = bits(value, field.high, field.low);
      if (part == 0) continue;
      words += words.empty() ? "" : " ";
      words += field.high == field.low ? std::string(field.name) : field_value(field, part);
    }
    if (fields)
      with_fields.push_back({&row, words.empty() ? "0" : words});
    else if (value != 0 && row.access == "rw")
      plain.push_back({&row, value < 100'000 ? with_commas(value) : hex(value)});
  }
  with_fields.insert(with_fields.end(), plain.begin(), plain.end());
  if (with_fields.size() > most) with_fields.resize(most);
  return with_fields;
}

void draw_processor(const View& view, Area area) {
  const Theme& theme = view.theme;
  const ModeRow& mode = view.mode();
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  const std::string place = place_text(view.program(), pc);
  const bool whole = text_size(theme.type.mono, place).x <= area.width() - theme.px(16);
  draw_box(theme, area, {"processor", whole ? std::string_view(place) : symbol_of(place), mode.name},
           "Runs the driver: code that knows the device's registers.", &theme.of(mode.role), true);
}

void draw_device(const View& view, int device, Area area) {
  const Theme& theme = view.theme;
  const DeviceInfo& info = view.machine().device(device).info();
  const std::string name(view.machine().device_name(device));
  draw_frame(theme, area, nullptr);
  const float pad = theme.px(9), head = line_height(theme.type.bold),
              row = line_height(theme.type.mono_small) + theme.px(3);
  hot_spot("device", area.low, {area.high.x, area.low.y + head + theme.px(8)}, "heading", name, info.title);
  explain_item(theme, info.title, info.help, name);
  text_fit(theme.type.bold, {area.low.x + pad, area.low.y + theme.px(6)}, theme.text,
           {fmt::format("{} · {}", info.title, name), info.title, name}, area.width() - 2 * pad);
  float y = area.low.y + head + theme.px(10);
  const auto fit = static_cast<size_t>(std::max(0.0F, (area.high.y - y - theme.px(3)) / row));
  for (const Register& r : registers_of(view, device, fit)) {
    const std::string register_name(r.row->name);
    hot_spot(fmt::format("register {}", register_name).c_str(), {area.low.x + pad, y},
             {area.high.x - pad, y + row}, "row", register_name, r.value);
    explain_item(theme, register_name, r.row->help, r.value);
    const float width = area.width() - 2 * pad;
    const float label = text_size(theme.type.mono_small, register_name).x;
    const std::string_view brief = std::string_view(r.value).substr(0, r.value.find(' '));
    const bool whole = label + text_size(theme.type.mono_small, r.value).x + theme.px(8) <= width;
    const std::string_view value = whole ? std::string_view(r.value) : brief;
    const float needs = text_size(theme.type.mono_small, value).x;
    text_fit(theme.type.mono_small, {area.low.x + pad, y}, theme.dim, {register_name}, width);
    if (label + needs + theme.px(8) <= width)
      text_before(theme.type.mono_small, {area.high.x - pad, y}, r.value == "0" ? theme.faint : theme.text,
                  value);
    y += row;
  }
}

// A way between two parts: a line with a word on it.
void draw_way(const View& view, ImVec2 from, ImVec2 to, std::string_view word, std::string_view help,
              std::string_view state, const Shades& shades, bool lit, bool both) {
  const Theme& theme = view.theme;
  const ImU32 colour = lit ? shades.fill : theme.faint;
  const float thick = theme.px(lit ? 3.5F : 1.5F);
  draw_arrow(theme, {from, to}, colour, thick);
  if (both) draw_arrow(theme, {to, from}, colour, thick);
  const ImVec2 size = text_size(theme.type.small, word);
  const ImVec2 middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
  const bool level = std::abs(from.y - to.y) < std::abs(from.x - to.x);
  ImVec2 low{middle.x - size.x / 2, middle.y - size.y - theme.px(5)};
  if (!level) low = {middle.x + theme.px(8), middle.y - size.y / 2};
  if (level && size.x > std::abs(from.x - to.x)) low.y -= theme.px(4);
  const ImVec2 high{low.x + size.x, low.y + size.y};
  hot_spot(std::string(word).c_str(), {low.x - theme.px(2), low.y}, {high.x + theme.px(2), high.y}, "row",
           word, state);
  explain_item(theme, word, help, state);
  if (level && size.x > std::abs(from.x - to.x) - theme.px(4)) return;  // the line alone is shown
  text_at(theme.type.small, low, lit ? shades.ink : theme.dim, word);
}

struct RequestStep {
  std::string title, note;
  std::string_view help;
  Tick tick = kNever;
};

std::vector<RequestStep> steps_of(const View& view, int device, const DeviceRequest& request) {
  const Program& program = view.program();
  const DeviceInfo& info = view.machine().device(device).info();
  std::vector<RequestStep> steps;
  std::string told = "a byte";
  for (const RegisterRow& row : info.registers) {
    if (request.command->kind != EventKind::command || row.offset != request.command->address) continue;
    told = fmt::format("{} = {}", row.name, request.command->value);
    for (const FieldRow& field : info.fields) {
      if (field.word == row.name && !field.values.empty())
        told = field_value(field, bits(request.command->value, field.high, field.low));
    }
  }
  steps.push_back({"request", told, "The driver writes a register: this is what starts the device.",
                   request.command->tick});
  steps.push_back(
      {"device done", request.done == nullptr ? "not yet" : "tick " + with_commas(request.done->tick),
       "The device has done what it was told.", request.done == nullptr ? kNever : request.done->tick});
  const bool polled = request.done != nullptr && request.raised == nullptr;
  steps.push_back({polled ? "polled" : "interrupt",
                   request.interrupt != nullptr ? short_place(program, request.interrupt->target)
                   : polled                     ? "no interrupt"
                   : request.raised != nullptr  ? "wire is raised"
                                                : "not yet",
                   polled
                       ? "The device raised no wire: the driver asked again and again until it was through."
                       : "The interrupt takes the processor from whatever it was doing.",
                   request.interrupt == nullptr ? kNever : request.interrupt->tick});
  steps.push_back({"back", request.back == nullptr ? "not yet" : short_place(program, request.back->target),
                   "The work that was interrupted goes on.",
                   request.back == nullptr ? kNever : request.back->tick});
  return steps;
}

void draw_steps(const View& view, const std::vector<RequestStep>& steps, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float gap = theme.px(14), count = static_cast<float>(steps.size());
  const bool row = area.width() >= theme.px(440);
  const float width = row ? (area.width() - gap * (count - 1)) / count : (area.width() - gap) / 2;
  const float line = row ? area.height() : (area.height() - theme.px(6)) / 2;
  for (size_t i = 0; i < steps.size(); ++i) {
    const RequestStep& step = steps[i];
    const float x = area.low.x + static_cast<float>(row ? i : i % 2) * (width + gap);
    const float y = area.low.y + static_cast<float>(row ? 0 : i / 2) * (line + theme.px(6));
    const bool done = step.tick != kNever;
    const std::string id = fmt::format("{}. {}", i + 1, step.title);
    if (hot_spot(id.c_str(), {x, y}, {x + width, y + line}, "button", id, step.note) && done)
      wishes.commands.push_back(fmt::format("seek {}", step.tick));
    explain_item(theme, step.title, step.help, done ? "tick " + with_commas(step.tick) : "");
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Shades& shades = i == 0 ? theme.of(Role::kernel) : theme.of(TrapKind::interrupt);
    list->AddRectFilled({x, y}, {x + width, y + line}, done ? theme.raised : theme.surface, theme.px(6));
    list->AddRect({x, y}, {x + width, y + line}, done ? shades.fill : theme.border, theme.px(6));
    const float pad = theme.px(8), one = line_height(theme.type.body),
                two = line_height(theme.type.mono_small);
    const bool both = line >= one + two + theme.px(4);
    const float text = y + (line - one - (both ? two : 0)) / 2;
    text_fit(theme.type.body, {x + pad, text}, done ? theme.text : theme.faint, {id, step.title},
             width - 2 * pad);
    if (both)
      text_fit(theme.type.mono_small, {x + pad, text + one}, done ? theme.dim : theme.faint,
               {step.note, step.note.substr(0, step.note.find(' '))}, width - 2 * pad);
    if (i + 1 < steps.size() && (row || i % 2 == 0))
      draw_arrow(theme, {{x + width + 1, y + line / 2}, {x + width + gap - 1, y + line / 2}},
                 done ? theme.dim : theme.border, theme.px(1.5F));
  }
}

// The devices to choose from: those that were used in this run, and the one shown.
float draw_choice(const View& view, UiState& ui, int shown, Area area) {
  const Theme& theme = view.theme;
  std::vector<bool> used(static_cast<size_t>(view.machine().device_count()), false);
  used[static_cast<size_t>(shown)] = true;
  const Trace& trace = view.session.history();
  const uint64_t first = trace.next() - std::min<uint64_t>(trace.next() - trace.first(), 4096);
  for (uint64_t i = first; i < trace.next(); ++i) {
    if (trace[i].kind == EventKind::command || trace[i].kind == EventKind::console)
      used[trace[i].what] = true;
  }
  float x = area.low.x;
  for (size_t i = 0; i < used.size(); ++i) {
    const std::string name(view.machine().device_name(static_cast<int>(i)));
    if (!used[i] || x + chip_width(theme, name) > area.high.x) continue;
    if (draw_chip(theme, {x, area.low.y}, "choose " + name, name,
                  view.machine().device(static_cast<int>(i)).info().help, nullptr,
                  static_cast<int>(i) == shown, "button"))
      ui.device_path.device = static_cast<int>(i);
    x += chip_width(theme, name) + theme.px(6);
  }
  return chip_height(theme);
}

}  // namespace

void draw_device_path(const View& view, UiState& ui, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const Machine& machine = view.machine();
  if (const auto wish = ui.figure_words.find("device"); wish != ui.figure_words.end()) {
    ui.device_path.device = machine.find_device(wish->second);
    ui.figure_words.erase(wish);
  }
  int device = ui.device_path.device;
  if (device < 0 || device >= machine.device_count()) device = last_used_device(view);
  const float head = draw_choice(view, ui, device, area) + theme.px(8);
  const DeviceRequest request = last_request(view, device);
  const float two = line_height(theme.type.body) + line_height(theme.type.mono_small) + theme.px(8);
  const float foot = request.command == nullptr ? line_height(theme.type.body)
                     : area.width() >= theme.px(440)
                         ? two
                         : 2 * (line_height(theme.type.body) + theme.px(6)) + theme.px(6);
  const Area body{{area.low.x, area.low.y + head}, {area.high.x, area.high.y - foot - theme.px(10)}};
  const bool wide = body.width() >= theme.px(560);
  const float gap = wide ? std::clamp(body.width() * 0.16F, theme.px(96), theme.px(170)) : theme.px(64);
  const float width = (body.width() - gap) / 2;
  Area cpu, memory, box;
  const float small = std::min(theme.px(72), body.height() * 0.36F);
  const float space = std::min(std::max(theme.px(34), body.height() * 0.14F), body.height() * 0.22F);
  cpu = {body.low, {body.low.x + width, body.low.y + small}};
  memory = {{body.low.x, cpu.high.y + space}, {body.low.x + width, body.high.y}};
  box = {{body.low.x + width + gap, body.low.y}, {body.high.x, body.high.y}};
  draw_processor(view, cpu);
  draw_device(view, device, box);
  const Event* access = register_access(view, device);
  const bool high = wire_high(view, device);
  const bool moving = moves_memory(view, device);
  draw_device_memory(view, device, memory, moving);
  const float third = cpu.height() / 3;
  const bool loads = access != nullptr && access->kind == EventKind::load;
  const ImVec2 a{cpu.high.x, cpu.low.y + third}, b{box.low.x, cpu.low.y + third};
  draw_way(view, loads ? b : a, loads ? a : b, "registers",
           "Programmed I/O: the processor loads and stores at the device's addresses.",
           access == nullptr ? "not used in this tick"
           : loads           ? "a load in this tick"
                             : "a store in this tick",
           theme.of(view.mode().role), access != nullptr, false);
  draw_way(view, {box.low.x, cpu.high.y - third / 2}, {cpu.high.x, cpu.high.y - third / 2}, "interrupt",
           "The device's wire to the interrupt controller, and on to the processor.", high ? "raised" : "low",
           theme.of(TrapKind::interrupt), high, false);
  const float y = std::min(memory.high.y - theme.px(16), memory.low.y + memory.height() / 2);
  draw_way(view, {box.low.x, y}, {memory.high.x, y}, "DMA",
           "Direct memory access: the device reads and writes memory by itself.",
           moving ? "under way" : "nothing is under way", theme.of(TrapKind::interrupt), moving, true);
  const float x = (cpu.low.x + cpu.high.x) / 2;
  draw_way(view, {x, cpu.high.y + theme.px(1)}, {x, memory.low.y - theme.px(1)}, "load, store",
           "The processor's own way to memory.", "", theme.of(view.mode().role), false, true);
  const ImVec2 low{area.low.x, area.high.y - foot};
  if (request.command == nullptr) {
    text_fit(theme.type.body, low, theme.faint,
             {"Nobody has asked this device for anything yet.", "not used yet"}, area.width());
    return;
  }
  draw_steps(view, steps_of(view, device, request), {low, area.high}, wishes);
}

}  // namespace trapdoor
