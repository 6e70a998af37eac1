// Slides 6, 7, 33 and 48: processor, memory and a device: who tells whom what, and on which way the bytes go.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "engine/base/bits.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

// The last request to a device and what became of it, from the events of the run.
struct Request {
  const Event* command = nullptr;
  const Event* done = nullptr;          // the device told that it is through, or its wire went up
  const Event* raised = nullptr;        // the device's wire went up
  const Crossing* interrupt = nullptr;  // the trap that came of it
  const Crossing* back = nullptr;       // the return from its handler
};

bool is_news(const View& view,
             const Event& event) {  // of the device's own, in a register that nobody else can write
  for (const RegisterRow& row : view.machine().device(event.what).info().registers) {
    if (row.offset == event.address) return row.access == "ro";
  }
  return false;
}

bool asks(const View& view, const Event& event, int device) {
  if (event.what != device) return false;
  return event.kind == EventKind::console || (event.kind == EventKind::command && !is_news(view, event));
}

int last_used(const View& view) {
  const Trace& trace = view.session.history();
  const Tick now = view.machine().now();
  int talker = -1;
  for (uint64_t i = trace.at(now); i-- > trace.first();) {
    if (trace[i].kind == EventKind::command) return trace[i].what;
    if (trace[i].kind == EventKind::console && talker < 0) talker = trace[i].what;
  }
  if (talker >= 0) return talker;
  for (int i = 0; i < view.machine().device_count(); ++i) {
    if (view.machine().device(i).stored() != nullptr) return i;
  }
  return 0;
}

Request last_request(const View& view, int device) {
  Request request;
  const Trace& trace = view.session.history();
  const Tick now = view.machine().now();
  uint64_t at = trace.at(now);
  while (at > trace.first() && !asks(view, trace[at - 1], device)) --at;
  if (at == trace.first()) return request;
  request.command = &trace[at - 1];
  for (uint64_t i = at; i < trace.next() && trace[i].tick < now; ++i) {
    const Event& event = trace[i];
    if (event.kind == EventKind::wire && event.value != 0 && request.raised == nullptr &&
        view.machine().wire_infos()[event.what].device == device)
      request.raised = &event;
    if (event.kind == EventKind::command && event.what == device && request.done == nullptr &&
        is_news(view, event))
      request.done = &event;
    if (request.raised == nullptr) continue;
    if (request.done == nullptr) request.done = request.raised;
    if (event.kind == EventKind::trap && static_cast<TrapKind>(event.flags) == TrapKind::interrupt) {
      const auto& all = view.history.crossings();
      for (size_t k = view.history.at(event.tick); k < all.size() && all[k].tick < now; ++k) {
        if (request.interrupt == nullptr && all[k].kind == TrapKind::interrupt)
          request.interrupt = &all[k];
        else if (request.interrupt != nullptr && all[k].is_return() && all[k].to == request.interrupt->from) {
          request.back = &all[k];
          break;
        }
      }
      break;
    }
  }
  return request;
}

uint64_t peek_register(const View& view, int device, const RegisterRow& row) {
  std::array<std::byte, 8> bytes{};
  uint64_t value = 0;
  const uint64_t base = view.machine().board().devices[static_cast<size_t>(device)].base;
  if (view.machine().bus.peek(base + row.offset, std::span(bytes).first(row.size)))
    std::memcpy(&value, bytes.data(), 8);
  return value;
}

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

// What the last tick did with the device's registers: a load, a store, or nothing.
const Event* register_access(const View& view, int device) {
  const DeviceRow& row = view.machine().board().devices[static_cast<size_t>(device)];
  const Event* found = nullptr;
  for (const Event& event : view.last_tick) {
    const bool access = event.kind == EventKind::load || event.kind == EventKind::store;
    if (access && event.old - row.base < row.size) found = &event;
  }
  return found;
}

bool wire_high(const View& view, int device) {
  const auto& infos = view.machine().wire_infos();
  for (size_t i = 0; i < infos.size(); ++i) {
    if (infos[i].device == device && view.machine().wires()[static_cast<int>(i)]) return true;
  }
  return false;
}

void draw_frame(const Theme& theme, Area area, const Shades* shades, bool lit) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(area.low, area.high, lit && shades != nullptr ? shades->wash : theme.surface,
                      theme.px(7));
  list->AddRect(area.low, area.high, shades != nullptr ? shades->fill : theme.dim, theme.px(7), 0,
                theme.px(lit ? 2 : 1.25F));
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
  draw_frame(theme, area, nullptr, false);
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

// The ring of buffer descriptors: a segment per entry, in the owner's colour.
void draw_ring(const View& view, const Ring& ring, ImVec2 centre, float radius, int index) {
  const Theme& theme = view.theme;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const size_t count = ring.entries.size();
  const float step = 6.2831853F / static_cast<float>(count), inner = radius * 0.58F;
  for (size_t i = 0; i < count; ++i) {
    const RingEntry& entry = ring.entries[i];
    const bool used = entry.size_bytes != 0;
    const float from = step * static_cast<float>(i) - 1.5708F, to = from + step;
    const Shades& device = theme.of(TrapKind::interrupt);
    const Shades& driver = theme.of(Role::kernel);
    const ImU32 fill = entry.with_device ? device.fill : used ? driver.wash : theme.sunken;
    list->PathClear();
    list->PathArcTo(centre, radius, from, to, 8);
    list->PathArcTo(centre, inner, to, from, 8);
    list->PathFillConvex(fill);
    list->PathClear();
    list->PathArcTo(centre, radius, from, to, 8);
    list->PathArcTo(centre, inner, to, from, 8);
    list->PathStroke(
        used || entry.with_device ? (entry.with_device ? device.ink : driver.fill) : theme.border,
        ImDrawFlags_Closed, theme.px(1));
    const float middle = (from + to) / 2, at = (radius + inner) / 2;
    const ImVec2 spot{centre.x + std::cos(middle) * at, centre.y + std::sin(middle) * at};
    if (count <= 16 && radius > theme.px(36))
      text_in(theme.type.small, {spot.x - theme.px(9), spot.y - theme.px(8)},
              {spot.x + theme.px(9), spot.y + theme.px(8)},
              entry.with_device ? IM_COL32(16, 22, 30, 255)
              : used            ? driver.ink
                                : theme.faint,
              fmt::format("{}", i));
    if (count > 32 || radius < theme.px(22)) continue;
    const float half = (radius - inner) * 0.35F;
    const std::string owner = entry.with_device ? "the device's" : used ? "the driver's" : "empty";
    const std::string text =
        !used ? owner
              : fmt::format("{}; {} at {}, {}{}", owner, size_text(entry.size_bytes), hex(entry.address),
                            entry.device_writes ? "the device writes it" : "the device reads it",
                            entry.next >= 0 ? fmt::format("; goes on in entry {}", entry.next) : "");
    hot_spot(fmt::format("ring {} entry {}", index, i).c_str(), {spot.x - half, spot.y - half},
             {spot.x + half, spot.y + half}, "row", fmt::format("Descriptor {}", i), text);
    explain_item(theme, fmt::format("descriptor {}", i),
                 "An entry of the ring says where a buffer is, how long, and who fills it.", text);
  }
  if (inner < text_size(theme.type.small, "00 given").x / 2) return;
  text_in(theme.type.small, {centre.x - inner, centre.y - theme.px(16)}, {centre.x + inner, centre.y},
          theme.text, fmt::format("{} given", ring.given));
  text_in(theme.type.small, {centre.x - inner, centre.y}, {centre.x + inner, centre.y + theme.px(16)},
          theme.dim, fmt::format("{} back", ring.returned));
}

// Without a ring: the places in memory that the device's registers name.
void draw_buffers(const View& view, int device, Area area) {
  const Theme& theme = view.theme;
  float y = area.low.y;
  for (const RegisterRow& row : view.machine().device(device).info().registers) {
    const uint64_t value = row.size == 8 && row.access != "wo" ? peek_register(view, device, row) : 0;
    if (!view.machine().bus.in_ram(value, 8)) continue;
    const float height = line_height(theme.type.mono_small) + line_height(theme.type.small) + theme.px(12);
    if (y + height > area.high.y) break;
    const std::string name(row.name), place = short_place(view.program(), value);
    hot_spot(("buffer " + name).c_str(), {area.low.x, y}, {area.high.x, y + height}, "row", "Buffer " + name,
             hex(value));
    explain_item(theme, name, row.help, fmt::format("{} {}", hex(value), place));
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled({area.low.x, y}, {area.high.x, y + height}, theme.raised, theme.px(4));
    list->AddRect({area.low.x, y}, {area.high.x, y + height}, theme.border, theme.px(4));
    const float x = area.low.x + theme.px(7), width = area.width() - theme.px(14);
    text_fit(theme.type.small, {x, y + theme.px(4)}, theme.faint, {"what " + name + " points at", name},
             width);
    text_fit(theme.type.mono_small, {x, y + theme.px(6) + line_height(theme.type.small)}, theme.text,
             {hex(value) == place ? place : hex(value) + "  " + place, hex(value)}, width);
    y += height + theme.px(6);
  }
  const std::string_view text =
      "No ring of descriptors: the driver tells each request through the registers.";
  if (y + wrapped_height(theme.type.small, text, area.width()) <= area.high.y)
    text_wrapped(theme.type.small, {area.low.x, y}, theme.faint, text, area.width());
}

// The device moves bytes by itself now: it owns buffers of a ring, or its registers say so in the words of their rows.
bool moves_memory(const View& view, int device) {
  for (const Event& event : view.last_tick) {
    if ((event.kind == EventKind::dma || event.kind == EventKind::dma_read) && event.what == device)
      return true;
  }
  for (const Ring& ring : view.machine().rings(device)) {
    for (const RingEntry& entry : ring.entries) {
      if (entry.with_device) return true;
    }
  }
  const DeviceInfo& info = view.machine().device(device).info();
  bool dma = false, busy = false;
  for (const RegisterRow& row : info.registers) {
    if (row.access == "wo") continue;
    const uint64_t value = peek_register(view, device, row);
    for (const FieldRow& field : info.fields) {
      if (field.word != row.name) continue;
      const uint64_t part = bits(value, field.high, field.low);
      busy = busy || (field.name == "BUSY" && part != 0);
      dma = dma || field_value(field, part).find("dma") != std::string::npos;
    }
  }
  return dma && busy;
}

void draw_memory_box(const View& view, int device, Area area, bool lit) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(TrapKind::interrupt);
  draw_frame(theme, area, lit ? &shades : nullptr, false);
  const float pad = theme.px(9), head = line_height(theme.type.bold);
  hot_spot("memory", area.low,
           {area.low.x + area.width() * 0.4F, area.low.y + std::min(area.height(), head + theme.px(6))},
           "heading", "memory");
  explain_item(theme, "memory", "Buffers, and the queues of descriptors that driver and device share.");
  text_fit(theme.type.bold, {area.low.x + pad, area.low.y + theme.px(6)}, theme.text, {"memory"},
           area.width() - 2 * pad);
  std::vector<Ring> rings = view.machine().rings(device);
  std::erase_if(rings, [](const Ring& ring) { return ring.entries.empty(); });
  const Area body{{area.low.x + pad, area.low.y + head + theme.px(8)},
                  {area.high.x - pad, area.high.y - theme.px(6)}};
  if (rings.empty()) return draw_buffers(view, device, body);
  if (body.height() < theme.px(48)) {  // no room below the heading: a small ring beside it
    const float radius = area.height() / 2 - theme.px(5);
    draw_ring(view, rings[0], {area.high.x - radius - theme.px(8), (area.low.y + area.high.y) / 2}, radius,
              0);
    return;
  }
  const float legend = body.height() > theme.px(110) ? line_height(theme.type.small) + theme.px(6) : 0;
  const float width = body.width() / static_cast<float>(rings.size());
  const float radius = std::min(width / 2 - theme.px(4), (body.height() - legend) / 2);
  for (size_t i = 0; i < rings.size(); ++i)
    draw_ring(view, rings[i], {body.low.x + width * (static_cast<float>(i) + 0.5F), body.low.y + radius},
              radius, static_cast<int>(i));
  if (legend == 0) return;
  const float y = body.high.y - line_height(theme.type.small);
  float x = body.low.x;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::pair<const Shades*, std::string_view> kinds[] = {
      {&theme.of(TrapKind::interrupt), "the device's"}, {&theme.of(Role::kernel), "the driver's"}};
  for (const auto& [kind, word] : kinds) {
    const float size = theme.px(10);
    list->AddRectFilled({x, y + theme.px(2)}, {x + size, y + theme.px(2) + size},
                        kind == kinds[0].first ? kind->fill : kind->wash);
    list->AddRect({x, y + theme.px(2)}, {x + size, y + theme.px(2) + size}, kind->fill);
    x += size + theme.px(5);
    if (x + text_size(theme.type.small, word).x > body.high.x) break;
    x += text_at(theme.type.small, {x, y}, theme.dim, word) + theme.px(12);
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

struct Step {
  std::string title, note;
  std::string_view help;
  Tick tick = kNever;
};

std::vector<Step> steps_of(const View& view, int device, const Request& request) {
  const Program& program = view.program();
  const DeviceInfo& info = view.machine().device(device).info();
  std::vector<Step> steps;
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

void draw_steps(const View& view, const std::vector<Step>& steps, Area area, Wishes& wishes) {
  const Theme& theme = view.theme;
  const float gap = theme.px(14), count = static_cast<float>(steps.size());
  const bool row = area.width() >= theme.px(440);
  const float width = row ? (area.width() - gap * (count - 1)) / count : (area.width() - gap) / 2;
  const float line = row ? area.height() : (area.height() - theme.px(6)) / 2;
  for (size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
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
  if (device < 0 || device >= machine.device_count()) device = last_used(view);
  const float head = draw_choice(view, ui, device, area) + theme.px(8);
  const Request request = last_request(view, device);
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
  draw_memory_box(view, device, memory, moving);
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
