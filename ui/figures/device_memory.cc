#include "ui/figures/device_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/device_look.h"
#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

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

// Whose colour is whose.
void draw_owners(const Theme& theme, Area body) {
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

}  // namespace

void draw_device_memory(const View& view, int device, Area area, bool lit) {
  const Theme& theme = view.theme;
  const Shades& shades = theme.of(TrapKind::interrupt);
  draw_frame(theme, area, lit ? &shades : nullptr);
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
  if (legend > 0) draw_owners(theme, body);
}

}  // namespace trapdoor
