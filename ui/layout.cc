#include "ui/layout.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "ui/figures/figures.h"
#include "ui/panels/panels.h"
#include "ui/place.h"

namespace trapdoor {
namespace {

struct SizeRow {
  std::string_view name;
  float Split::*size;
  float most;  // more is no size that anybody dragged a bar to
};
constexpr SizeRow kSizes[] = {{"side", &Split::side, 4000},
                              {"stage", &Split::stage, 1},
                              {"timeline", &Split::timeline, 4000},
                              {"prose", &Split::prose, 4000},
                              {"editor", &Split::editor, 1}};

bool is_panel(std::string_view name) { return find_panel(name) != nullptr; }
bool is_figure(std::string_view name) { return find_figure(name) != nullptr; }
bool is_either(std::string_view name) { return is_panel(name) || is_figure(name); }

struct TabRow {
  std::string_view name;
  std::string UiState::*tab;
  bool (*known)(std::string_view);
};
constexpr TabRow kTabs[] = {{"figure", &UiState::figure, is_figure},
                            {"tab", &UiState::tab, is_panel},
                            {"side-tab", &UiState::side_tab, is_panel},
                            {"column-tab", &UiState::column_tab, is_either}};

constexpr size_t kMostWatched = 64;

// A part's value is one word.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    const auto code = static_cast<unsigned char>(c);
    out += code <= ' ' || c == '%' ? fmt::format("%{:02x}", code) : std::string(1, c);
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '%' && std::sscanf(std::string(text.substr(i + 1, 2)).c_str(), "%2x", &code) == 1 &&
        code != 0) {
      out += static_cast<char>(code);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Part {
  std::string name, value;
};

std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts;
  for (const std::string& word : split_words(text, ' ')) {
    const size_t equals = word.find('=');
    if (equals != std::string::npos)
      parts.push_back({word.substr(0, equals), unescaped(std::string_view(word).substr(equals + 1))});
  }
  return parts;
}

}  // namespace

std::string layout_text(const UiState& state, std::string_view of) {
  std::string text;
  for (const SizeRow& row : kSizes) text += fmt::format("{}={:.3f} ", row.name, state.split.*row.size);
  text += "of=" + escaped(of);
  for (const TabRow& row : kTabs) {
    if (!(state.*row.tab).empty()) text += fmt::format(" {}={}", row.name, escaped(state.*row.tab));
  }
  for (const std::string& item : state.watch.items) text += " watch=" + escaped(item);
  return text;
}

void read_layout(UiState& state, std::string_view text, std::string_view of) {
  const std::vector<Part> parts = parts_of(text);
  bool same = false;
  std::vector<std::string> watched;
  for (const Part& part : parts) {
    if (part.name == "of") same = part.value == of;
    if (part.name == "watch" && !part.value.empty() && watched.size() < kMostWatched)
      watched.push_back(part.value);
    for (const SizeRow& row : kSizes) {
      const float size = std::strtof(part.value.c_str(), nullptr);
      if (part.name == row.name && std::isfinite(size) && size > 0 && size <= row.most)
        state.split.*row.size = size;
    }
  }
  if (!same) return;
  for (const Part& part : parts) {
    for (const TabRow& row : kTabs) {
      if (part.name == row.name && row.known(part.value)) state.*row.tab = part.value;
    }
  }
  if (!watched.empty()) state.watch.items = std::move(watched);
}

}  // namespace trapdoor
