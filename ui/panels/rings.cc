// The queues that a device shares with its driver, in words.
#include <fmt/format.h>

#include <algorithm>

#include "ui/mirror.h"
#include "ui/numbers.h"
#include "ui/panels/panels.h"
#include "ui/widgets/table.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

constexpr size_t kMostShown = 8;  // rows; a longer list scrolls

// A list of its own, so that a long one scrolls by itself.
template <class Draw>
void draw_list(const Theme& theme, const char* id, size_t count, Draw draw) {
  if (count == 0) return;
  const float height = table_row_height(theme);
  ImGui::BeginChild(id, {0, height * static_cast<float>(std::min(count, kMostShown))});
  draw_rows(count, height, draw);
  ImGui::EndChild();
}

std::string chain_text(const Ring& ring, int first) {
  std::string text;
  int at = first;
  for (size_t n = 0; at >= 0 && at < static_cast<int>(ring.entries.size()) && n < ring.entries.size(); ++n) {
    text += fmt::format("{}{}", text.empty() ? "" : " → ", at);
    at = ring.entries[static_cast<size_t>(at)].next;
  }
  return text;
}

void draw_request(const View& view, const Ring& ring, const RingRequest& request) {
  const Theme& theme = view.theme;
  const std::string state = request.returned ? "came back" : "with the device";
  const std::string chain = chain_text(ring, request.first);
  const std::string wrote =
      request.returned ? fmt::format("{} written", size_text(request.written_bytes)) : "";
  const ImU32 ink = request.returned ? theme.dim : theme.of(TrapKind::interrupt).ink;
  table_row(theme, "row", fmt::format("request {}", request.number),
            fmt::format("{}; descriptors {}{}{}", state, chain, wrote.empty() ? "" : "; ", wrote),
            "The driver put the number of the chain's first descriptor into the available ring. When the "
            "device is through, it "
            "puts the same number into the used ring, with how many bytes it wrote.",
            {{fmt::format("{}", request.number), 32, theme.dim},
             {state, 112, ink},
             {chain, 96, theme.text},
             {wrote, 0, theme.faint}});
}

void draw_entry(const View& view, const Ring& ring, size_t index) {
  const Theme& theme = view.theme;
  const RingEntry& entry = ring.entries[index];
  const std::string name = fmt::format("descriptor {}", index), number = fmt::format("{}", index);
  const std::string_view help = "A descriptor says where a buffer is, how long, and who fills it.";
  if (entry.size_bytes == 0 && !entry.with_device) {
    table_row(theme, "row", name, "empty", help, {{number, 32, theme.faint}, {"empty", 0, theme.faint}});
    return;
  }
  const std::string owner = entry.with_device ? "the device's" : "the driver's";
  const std::string way = entry.device_writes ? "device writes" : "device reads";
  const std::string next = entry.next < 0 ? "" : fmt::format("goes on in {}", entry.next);
  const std::string size = size_text(entry.size_bytes), place = place_text(view.program(), entry.address);
  const ImU32 ink = entry.with_device ? theme.of(TrapKind::interrupt).ink : theme.of(Role::kernel).ink;
  table_row(theme, "row", name,
            fmt::format("{}; {} at {}; {}{}{}", owner, size, hex(entry.address), way,
                        next.empty() ? "" : "; ", next),
            help,
            {{number, 32, theme.dim},
             {owner, 88, ink},
             {hex(entry.address), 72, theme.text},
             {size, 64, theme.text},
             {way, 96, theme.dim},
             {next, 96, theme.dim},
             {place == hex(entry.address) ? "" : place, 0, theme.faint}});
}

}  // namespace

int draw_rings(const View& view, int device) {
  const Theme& theme = view.theme;
  int id = 0;
  for (const Ring& ring : view.machine().rings(device)) {
    ImGui::PushID(id++);
    if (ring.entries.empty()) {
      section(theme, ring.name + " · not set up",
              "The driver has not told the device yet where this queue lies in memory.");
    } else {
      section(theme,
              fmt::format("{} · {} descriptors · {} given, {} back", ring.name, ring.entries.size(),
                          ring.given, ring.returned),
              "Three lists in memory that driver and device share: descriptors of buffers, what the driver "
              "made available, and "
              "what the device used. Below: the newest requests, then the descriptors.");
      const size_t requests = ring.requests.size();
      if (requests == 0) empty_note(theme, "No request yet.");
      draw_list(theme, "requests", requests,
                [&](size_t i) { draw_request(view, ring, ring.requests[requests - 1 - i]); });
      ImGui::Dummy({1, theme.px(6)});
      draw_list(theme, "descriptors", ring.entries.size(), [&](size_t i) { draw_entry(view, ring, i); });
    }
    ImGui::PopID();
  }
  return id;
}

}  // namespace trapdoor
