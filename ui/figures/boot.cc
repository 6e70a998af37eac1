// Slide 5: the programs on the disk, and the copies that bring them into memory, each made by the one before.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ui/figures/shapes.h"
#include "ui/numbers.h"

namespace trapdoor {
namespace {

constexpr uint64_t kSector = 512;

// A program: in memory from the start, or on a device's storage and copied.
struct Image {
  std::string name;
  uint64_t address = 0, size = 0;
  int device = -1;  // -1: in memory from the start
  uint64_t offset = 0;
  uint64_t sectors = 0, there = 0;  // those that are not empty, and of them those that memory has too
};

bool equal_bytes(const Pages& pages, uint64_t offset, const uint8_t* bytes, size_t size) {
  std::array<std::byte, 64> part;
  if (!pages.read(offset, std::span(part).first(size))) return false;
  return std::memcmp(part.data(), bytes, size) == 0;
}

// Where on a device's storage a section's bytes lie: at the distance of the section before it, or at a sector.
bool find_on(const Pages& pages, const Section& section, const std::vector<Image>& known, int device,
             uint64_t& offset) {
  const size_t size = std::min<size_t>(64, section.bytes.size());
  for (const Image& image : known) {
    if (image.device != device || section.address < image.address) continue;
    const uint64_t at = section.address - image.address + image.offset;
    if (at - image.offset < 0x10000 && equal_bytes(pages, at, section.bytes.data(), size)) {
      offset = at;
      return true;
    }
  }
  for (uint64_t page = 0; page < pages.page_count(); ++page) {
    if (!pages.touched(page)) continue;
    for (uint64_t at = page * kPageSize; at < (page + 1) * kPageSize; at += kSector) {
      if (!equal_bytes(pages, at, section.bytes.data(), size)) continue;
      offset = at;
      return true;
    }
  }
  return false;
}

void count_sectors(const Machine& machine, Image& image) {
  const Pages& pages = *machine.device(image.device).stored();
  for (uint64_t at = 0; at < image.size; at += kSector) {
    const uint64_t size = std::min(kSector, image.size - at);
    std::array<std::byte, kSector> disk{}, memory{};
    if (!pages.read(image.offset + at, std::span(disk).first(size))) continue;
    if (std::all_of(disk.begin(), disk.end(), [](std::byte b) { return b == std::byte{0}; })) continue;
    ++image.sectors;
    if (machine.bus.in_ram(image.address + at, size) &&
        machine.bus.peek(image.address + at, std::span(memory).first(size)) && disk == memory)
      ++image.there;
  }
}

std::string name_at(const View& view, uint64_t address) {
  const Lesson* lesson = view.session.lesson();
  for (const LessonImage& image : lesson == nullptr ? std::vector<LessonImage>{} : lesson->images) {
    if (image.at.value_or(view.machine().board().ram_base) == address) return image.name;
  }
  const std::string name = view.program().name_of(address);
  return name.empty() ? "program" : std::string(symbol_of(name));
}

// Sections that lie together are one program.
std::vector<Image> images_of(const View& view) {
  const Machine& machine = view.machine();
  std::vector<Image> images;
  std::vector<const Section*> sections;
  for (const Section& section : view.program().sections) {
    if (!section.bytes.empty()) sections.push_back(&section);
  }
  std::stable_sort(sections.begin(), sections.end(),
                   [](const Section* a, const Section* b) { return a->address < b->address; });
  for (const Section* section : sections) {
    Image image{"", section->address, section->bytes.size()};
    for (int i = 0; i < machine.device_count() && image.device < 0; ++i) {
      const Pages* pages = machine.device(i).stored();
      if (pages != nullptr && find_on(*pages, *section, images, i, image.offset)) image.device = i;
    }
    if (!images.empty()) {
      Image& last = images.back();
      const bool together = last.device == image.device && image.address - last.address < 0x10000 &&
                            (image.device < 0 || image.offset - last.offset == image.address - last.address);
      if (together) {
        last.size = image.address + image.size - last.address;
        continue;
      }
    }
    image.name = name_at(view, image.address);
    images.push_back(std::move(image));
  }
  for (Image& image : images) {
    if (image.device >= 0) count_sectors(machine, image);
  }
  std::stable_sort(images.begin(), images.end(), [](const Image& a, const Image& b) {
    return a.device != b.device ? a.device < b.device : a.offset < b.offset;
  });
  return images;
}

// Who told the device to read, in the order of the commands: the function, and the mode.
struct Copy {
  Tick tick;
  uint64_t pc;
  uint8_t mode;
};
std::vector<Copy> copies_of(const View& view) {
  std::vector<Copy> copies;
  const Trace& trace = view.session.history();
  for (uint64_t i = trace.first(); i < trace.next() && copies.size() < 16; ++i) {
    const Event& event = trace[i];
    if (event.tick >= view.machine().now()) break;
    if (event.kind != EventKind::command || view.machine().device(event.what).stored() == nullptr) continue;
    const auto rows = view.machine().device(event.what).info().registers;
    const bool told = std::any_of(rows.begin(), rows.end(), [&](const RegisterRow& row) {
      return row.offset == event.address && row.access != "ro";
    });
    if (!told) continue;  // the device's own news
    copies.push_back({event.tick, event.pc, event.from});
  }
  return copies;
}

void draw_image(const View& view, const Image& image, std::string_view title, std::string_view second,
                bool there, bool here, Area area, const std::string& id, std::string_view help) {
  const Theme& theme = view.theme;
  hot_spot(id.c_str(), area.low, area.high, "row", title, second);
  explain_item(theme, title, help, fmt::format("{}\n{}", second, size_text(image.size)));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const Shades& shades = theme.of(here ? view.mode().role : Role::kernel);
  const ImU32 fill = !there ? theme.sunken : here ? shades.wash : theme.surface;
  list->AddRectFilled(area.low, area.high, fill, theme.px(4));
  if (image.sectors > 0 && image.there > 0 && image.there < image.sectors && id.starts_with("memory")) {
    const float part = static_cast<float>(image.there) / static_cast<float>(image.sectors);
    list->AddRectFilled(area.low, {area.low.x + area.width() * part, area.high.y}, theme.lit, theme.px(4));
  }
  list->AddRect(area.low, area.high,
                here    ? shades.fill
                : there ? theme.dim
                        : theme.border,
                theme.px(4), 0,
                theme.px(here    ? 2.5F
                         : there ? 1.25F
                                 : 1));
  const float pad = theme.px(9), width = area.width() - 2 * pad;
  const float one = line_height(theme.type.bold), two = line_height(theme.type.mono_small);
  const bool both = area.height() >= one + two + theme.px(6);
  const float y = area.low.y + (area.height() - one - (both ? two + theme.px(2) : 0)) / 2;
  float x = area.low.x + pad;
  if (here) {
    role_shape(list, theme, view.mode().role, {x + theme.px(5), y + one / 2}, theme.px(5));
    x += theme.px(17);
  }
  text_fit(there ? theme.type.bold : theme.type.body, {x, y},
           !there ? theme.faint
           : here ? shades.ink
                  : theme.text,
           {title}, area.high.x - pad - x);
  if (both)
    text_fit(theme.type.mono_small, {area.low.x + pad, y + one + theme.px(2)}, theme.dim,
             {second, second.substr(0, second.find(" ·"))}, width);
}

}  // namespace

void draw_boot(const View& view, UiState&, Wishes& wishes, Area area) {
  const Theme& theme = view.theme;
  const std::vector<Image> images = images_of(view);
  const std::vector<Copy> copies = copies_of(view);
  const bool disk = std::any_of(images.begin(), images.end(), [](const Image& i) { return i.device >= 0; });
  const float head = line_height(theme.type.bold) + theme.px(8);
  const float gap = disk ? std::clamp(area.width() * 0.3F, theme.px(96), theme.px(280)) : 0;
  const float width =
      disk ? std::min(theme.px(280), (area.width() - gap) / 2) : std::min(theme.px(360), area.width());
  const float left = area.low.x + (area.width() - (disk ? 2 * width + gap : width)) / 2;
  const Area memory{{left, area.low.y}, {left + width, area.high.y}};
  const Area store{{left + width + gap, area.low.y}, {left + 2 * width + gap, area.high.y}};
  hot_spot("memory head", memory.low, {memory.high.x, memory.low.y + head}, "heading", "Physical memory");
  explain_item(theme, "Physical memory", "The processor can only run what is in here.");
  text_fit(theme.type.bold, memory.low, theme.text, {"Physical memory", "Memory"}, width);
  if (disk) {
    hot_spot("disk head", store.low, {store.high.x, store.low.y + head}, "heading", "Disk");
    explain_item(theme, "Disk", "Keeps its bytes without power. Nothing on it can run from there.");
    text_fit(theme.type.bold, store.low, theme.text, {"Disk"}, width);
  }
  const float room = area.height() - head - (disk ? 0 : line_height(theme.type.body) * 2 + theme.px(10));
  const float unit = std::min(theme.px(64), room / static_cast<float>(std::max<size_t>(1, images.size())));
  const uint64_t pc = view.cpu()[view.isa().pc_word];
  float y = area.low.y + head + std::max(0.0F, (room - unit * static_cast<float>(images.size())) / 2);
  size_t number = 0;
  for (const Image& image : images) {
    const bool there = image.device < 0 || (image.sectors > 0 && image.there == image.sectors);
    const bool here = pc - image.address < image.size;
    const Area box{{memory.low.x, y}, {memory.high.x, y + unit - theme.px(7)}};
    const std::string state = image.device < 0  ? "from the start"
                              : there           ? "copied"
                              : image.there > 0 ? fmt::format("{} of {} sectors", image.there, image.sectors)
                                                : "not there yet";
    draw_image(view, image, image.name, fmt::format("{} · {}", hex(image.address), state), there, here, box,
               "memory " + image.name,
               here ? "The program counter is in it now." : "A program's instructions and data.");
    if (image.device >= 0) {
      ++number;
      const Area on{{store.low.x, y}, {store.high.x, y + unit - theme.px(7)}};
      draw_image(
          view, image, image.name,
          fmt::format("sector {} · {}", image.offset / kSector, view.machine().device_name(image.device)),
          true, false, on, "disk " + image.name, "As it lies on the disk.");
      const float middle = (box.low.y + box.high.y) / 2;
      const bool told = copies.size() >= number;
      const bool busy = told && !there;
      const Shades& shades =
          theme.of(told ? find_mode(view.isa(), copies[number - 1].mode).role : Role::kernel);
      draw_arrow(theme, {{on.low.x - theme.px(2), middle}, {box.high.x + theme.px(2), middle}},
                 there || busy ? shades.fill : theme.border, theme.px(busy ? 3 : 2));
      const std::string who = told ? short_place(view.program(), copies[number - 1].pc) : "";
      const std::string mark = fmt::format("({})", number), id = fmt::format("copy {}", number);
      const ImVec2 low{box.high.x + theme.px(8), middle - line_height(theme.type.bold) - theme.px(4)};
      const ImVec2 high{on.low.x - theme.px(8), middle + theme.px(4)};
      const std::string text = told ? fmt::format("{} {} copies it", mark, who) : mark;
      if (hot_spot(id.c_str(), low, high, told ? "button" : "row",
                   fmt::format("Copy {} of {}", number, image.name), told ? "told by " + who : "not yet") &&
          told)
        wishes.commands.push_back(fmt::format("seek {}", copies[number - 1].tick));
      explain_item(theme, fmt::format("Copy {}", number),
                   told ? "Click to go to the moment when the disk was told."
                        : "Nobody has told the disk to read it yet.",
                   told ? fmt::format("{} mode, tick {}", find_mode(view.isa(), copies[number - 1].mode).name,
                                      with_commas(copies[number - 1].tick))
                        : "");
      const float w = high.x - low.x;
      const std::string small = fmt::format("{} {}", mark, who);
      const std::string_view shown = text_size(theme.type.small, text).x <= w    ? std::string_view(text)
                                     : text_size(theme.type.small, small).x <= w ? std::string_view(small)
                                                                                 : std::string_view(mark);
      text_in(theme.type.small, low, {high.x, middle - theme.px(2)}, told ? shades.ink : theme.faint, shown);
    }
    y += unit;
  }
  if (!disk)
    text_wrapped(theme.type.body, {area.low.x, area.high.y - line_height(theme.type.body) * 2}, theme.dim,
                 "Here everything is in memory from the start: nothing of this program lies on a disk.",
                 area.width());
}

}  // namespace trapdoor
