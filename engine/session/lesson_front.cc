#include "engine/session/lesson_front.h"

// Where the library asks whether a letter beyond ASCII is a blank, it takes most of them for a place that cannot be reached.
// They can: there they are no blanks.
#include <toml++/impl/forward_declarations.h>
#pragma push_macro("TOML_UNREACHABLE")
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE return false
#include <toml++/impl/unicode.h>
#pragma pop_macro("TOML_UNREACHABLE")
#include <toml++/toml.h>

#include "engine/boards/boards.h"
#include "engine/session/screen_names.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

std::vector<std::string> board_names() {
  std::vector<std::string> names;
  for (const Board* board : boards()) names.emplace_back(board->name);
  return names;
}

// Reads the front matter; a key that nobody asked for is an error.
class FrontMatter {
 public:
  FrontMatter(const LessonText& text, Lesson& lesson, Diagnostics& diagnostics)
      : text_(text), lesson_(lesson), diagnostics_(diagnostics) {}

  void read() {
    toml::parse_result result = toml::parse(text_.front);
    if (!result) {
      const toml::parse_error& error = result.error();
      fail(error.source(), "this is not TOML: " + std::string(error.description()),
           "strings stand in double quotes, lists in [ ]");
      return;
    }
    const toml::table& top = result.table();
    constexpr std::string_view kKeys[] = {"id",    "title",        "slides", "board", "panels",
                                          "files", "readonly",     "limit",  "ram",   "harts",
                                          "flaws", "transparency", "image"};
    known(top, kKeys);
    lesson_.id = text(top, "id", true);
    lesson_.title = text(top, "title", true);
    lesson_.board = text(top, "board", true);
    lesson_.panels = texts(top, "panels");
    lesson_.files = texts(top, "files");
    lesson_.readonly = texts(top, "readonly");
    lesson_.flaws = texts(top, "flaws");
    for (uint64_t slide : numbers(top, "slides")) lesson_.slides.push_back(static_cast<int>(slide));
    if (auto limit = number(top, "limit")) lesson_.limit = *limit;
    if (auto harts = number(top, "harts"))
      lesson_.machine.harts = static_cast<int>(std::min<uint64_t>(*harts, 1000));
    lesson_.transparency = truth(top, "transparency");
    read_ram(top);
    read_images(top);
    look_up(top);
  }

 private:
  void fail(const toml::source_region& where, std::string message, std::string hint = {}) {
    int line =
        where.begin.line ? static_cast<int>(where.begin.line) + text_.front_line - 1 : text_.front_line;
    diagnostics_.push_back({std::string(kLessonFile), line, static_cast<int>(where.begin.column),
                            std::move(message), std::move(hint), Severity::error});
  }
  template <class Keys>
  void known(const toml::table& table, const Keys& keys) {
    for (const auto& [key, value] : table) {
      if (!contains(keys, key.str()))
        fail(key.source(), "unknown key `" + std::string(key.str()) + "`", "keys: " + list_of(keys));
    }
  }
  std::string text(const toml::table& table, std::string_view key, bool required) {
    const toml::node* node = table.get(key);
    if (!node) {
      if (required)
        fail({}, "the front matter lacks `" + std::string(key) + "`", std::string(key) + " = \"...\"");
      return {};
    }
    if (auto value = node->value<std::string>(); value && !value->empty()) return *value;
    fail(node->source(), "`" + std::string(key) + "` must be a text in double quotes");
    return {};
  }
  std::optional<uint64_t> number(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (!node) return std::nullopt;
    if (auto value = node->value_exact<int64_t>(); value && *value >= 0) return static_cast<uint64_t>(*value);
    fail(node->source(), "`" + std::string(key) + "` must be a number, 0 or more");
    return std::nullopt;
  }
  bool truth(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (!node) return false;
    if (auto value = node->value_exact<bool>()) return *value;
    fail(node->source(), "`" + std::string(key) + "` must be true or false");
    return false;
  }
  std::vector<std::string> texts(const toml::table& table, std::string_view key) {
    std::vector<std::string> out;
    each(table, key, "texts", [&](const toml::node& node) {
      auto value = node.value<std::string>();
      if (value) out.push_back(*value);
      return value.has_value();
    });
    return out;
  }
  std::vector<uint64_t> numbers(const toml::table& table, std::string_view key) {
    std::vector<uint64_t> out;
    each(table, key, "numbers", [&](const toml::node& node) {
      auto value = node.value_exact<int64_t>();
      if (value && *value >= 0) out.push_back(static_cast<uint64_t>(*value));
      return value && *value >= 0;
    });
    return out;
  }
  template <class Take>
  void each(const toml::table& table, std::string_view key, std::string_view what, Take take) {
    const toml::node* node = table.get(key);
    if (!node) return;
    const toml::array* list = node->as_array();
    if (!list)
      return fail(node->source(), "`" + std::string(key) + "` must be a list of " + std::string(what));
    for (const toml::node& item : *list) {
      if (!take(item))
        fail(item.source(), "`" + std::string(key) + "` must be a list of " + std::string(what));
    }
  }
  const toml::source_region& region(const toml::table& table, std::string_view key, size_t index) {
    const toml::node* node = table.get(key);
    const toml::array* list = node->as_array();
    return list && index < list->size() ? list->get(index)->source() : node->source();
  }

  void read_ram(const toml::table& top) {
    const toml::node* node = top.get("ram");
    if (!node) return;
    auto size = parse_size(node->value<std::string>().value_or(""));
    if (!size || *size < kPageSize || *size > (uint64_t{4} << 30) || *size % kPageSize) {
      return fail(node->source(), "`ram` must be a size from 4K to 4G in whole pages of 4K", "ram = \"16M\"");
    }
    lesson_.machine.ram_size_bytes = *size;
  }

  void read_images(const toml::table& top) {
    const toml::node* node = top.get("image");
    if (!node) return;
    const toml::array* list = node->as_array();
    if (!list || !list->is_homogeneous(toml::node_type::table))
      return fail(node->source(), "images are tables", "[[image]]");
    for (const toml::node& item : *list) read_image(*item.as_table());
  }

  void read_image(const toml::table& table) {
    constexpr std::string_view kKeys[] = {"name", "files", "at", "load", "device", "sector", "exports"};
    known(table, kKeys);
    LessonImage image;
    image.line = static_cast<int>(table.source().begin.line) + text_.front_line - 1;
    image.files = texts(table, "files");
    image.exports = texts(table, "exports");
    image.name = text(table, "name", false);
    image.device = text(table, "device", false);
    image.at = number(table, "at");
    image.load = number(table, "load");
    image.sector = number(table, "sector").value_or(0);
    if (image.files.empty()) return fail(table.source(), "an image needs `files`", "files = [\"loader.S\"]");
    if (image.sector > (uint64_t{1} << 40))
      return fail(table.get("sector")->source(), "no disk has so many sectors");
    if (!image.device.empty() && image.load)
      fail(table.get("load")->source(), "an image on a device is not loaded", "leave `load` out");
    if (image.device.empty() && table.get("sector"))
      fail(table.get("sector")->source(), "`sector` needs `device`", "device = \"disk0\"");
    if (image.name.empty()) {
      std::string_view stem = image.files[0];
      stem = stem.substr(stem.rfind('/') + 1);
      image.name = stem.substr(0, stem.find('.'));
    }
    for (const LessonImage& other : lesson_.images) {
      if (other.name == image.name)
        fail(table.source(), "two images are called `" + image.name + "`", "give one a `name`");
    }
    lesson_.images.push_back(std::move(image));
  }

  void look_up(const toml::table& top) {
    const Board* board = find_board(lesson_.board);
    if (!lesson_.board.empty() && !board) {
      fail(region(top, "board", 0), "no board is called `" + lesson_.board + "`",
           "boards: " + list_of(board_names()));
    }
    for (size_t i = 0; i < lesson_.panels.size(); i++) {
      if (contains(kPanelNames, lesson_.panels[i])) continue;
      fail(region(top, "panels", i), "no panel is called `" + lesson_.panels[i] + "`",
           "panels: " + list_of(kPanelNames));
    }
    for (size_t i = 0; i < lesson_.readonly.size(); i++) {
      if (contains(lesson_.files, lesson_.readonly[i])) continue;
      fail(region(top, "readonly", i), "`" + lesson_.readonly[i] + "` is not one of `files`",
           "files: " + list_of(lesson_.files));
    }
    for (size_t i = 0; i < lesson_.flaws.size(); i++) {
      auto flaw = find_flaw(lesson_.flaws[i]);
      if (flaw && (!board || board->flaws & flaw_bit(*flaw))) continue;
      std::vector<std::string_view> names;
      for (const FlawRow& row : flaw_rows()) names.push_back(row.name);
      fail(region(top, "flaws", i), "no flaw of the board is called `" + lesson_.flaws[i] + "`",
           "flaws: " + list_of(names));
    }
    if (lesson_.files.empty()) fail({}, "the front matter lacks `files`", "files = [\"kernel.S\"]");
    if (lesson_.limit == 0) fail(region(top, "limit", 0), "`limit` must be more than 0");
    if (lesson_.machine.harts > kMaxHarts || (top.get("harts") && lesson_.machine.harts == 0)) {
      fail(region(top, "harts", 0), "`harts` must be from 1 to " + std::to_string(kMaxHarts));
    }
    if (!lesson_.images.empty()) return;
    LessonImage all;
    all.name = "program";
    for (const std::string& file : lesson_.files) {
      if (file.ends_with(".S") || file.ends_with(".c")) all.files.push_back(file);
    }
    if (all.files.empty() && !lesson_.files.empty())
      fail(region(top, "files", 0), "no file ends in .S or .c: there is nothing to build");
    lesson_.images.push_back(std::move(all));
  }

  const LessonText& text_;
  Lesson& lesson_;
  Diagnostics& diagnostics_;
};

}  // namespace

void read_front_matter(const LessonText& text, Lesson& lesson, Diagnostics& diagnostics) {
  FrontMatter(text, lesson, diagnostics).read();
}

}  // namespace trapdoor
