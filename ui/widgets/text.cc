#include "ui/widgets/text.h"

#include <algorithm>
#include <cmath>

#include "ui/mirror.h"

namespace trapdoor {
namespace {

float scaled_size(ImFont* face) { return face->FontSize * ImGui::GetIO().FontGlobalScale; }

// Whole pixels of the screen, so that letters are crisp.
ImVec2 snap(ImVec2 pos) {
  const float ratio = 1 / ImGui::GetIO().FontGlobalScale;
  return {std::round(pos.x * ratio) / ratio, std::round(pos.y * ratio) / ratio};
}

// ImGui takes an end of null, as an empty view may have, for text that ends with a zero.
void put(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text, float wrap = 0) {
  if (text.empty()) return;
  ImGui::GetWindowDrawList()->AddText(face, scaled_size(face), snap(pos), colour, text.data(),
                                      text.data() + text.size(), wrap);
}

}  // namespace

float line_height(ImFont* face) { return scaled_size(face); }

ImVec2 text_size(ImFont* face, std::string_view text) {
  if (text.empty()) return {0, scaled_size(face)};
  return face->CalcTextSizeA(scaled_size(face), 1e9F, 0, text.data(), text.data() + text.size());
}

float text_at(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text, float width) {
  const float full = text_size(face, text).x;
  if (width <= 0 || full <= width + 0.5F) {
    put(face, pos, colour, text);
    return full;
  }
  mirror().elided(text);
  const float dots = text_size(face, "…").x;
  if (width < dots) return 0;
  const char* end = nullptr;
  const float used =
      face->CalcTextSizeA(scaled_size(face), width - dots, 0, text.data(), text.data() + text.size(), &end).x;
  put(face, pos, colour, text.substr(0, static_cast<size_t>(end - text.data())));
  put(face, {pos.x + used, pos.y}, colour, "…");
  return used + dots;
}

void text_before(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text) {
  put(face, {pos.x - text_size(face, text).x, pos.y}, colour, text);
}

void text_in(ImFont* face, ImVec2 low, ImVec2 high, ImU32 colour, std::string_view text) {
  const ImVec2 size = text_size(face, text);
  const float width = high.x - low.x;
  const float x = size.x > width ? low.x : low.x + (width - size.x) / 2;
  text_at(face, {x, low.y + (high.y - low.y - size.y) / 2}, colour, text, width);
}

std::string short_name(ImFont* face, std::string_view name, float width) {
  auto fits = [&](std::string_view text) { return text_size(face, text).x <= width; };
  if (fits(name)) return std::string(name);
  const bool number = name[0] >= '0' && name[0] <= '9';
  const size_t plus = number ? 0 : std::min(name.find('+'), name.size());
  const std::string offset(name.substr(plus));
  for (size_t letters = plus; letters-- > 1;) {
    if ((static_cast<unsigned char>(name[letters]) & 0xC0) == 0x80) continue;  // within a letter
    std::string text = std::string(name.substr(0, letters)) + "…" + offset;
    if (fits(text)) return text;
  }
  return fits("…") ? "…" : "";
}

float wrapped_height(ImFont* face, std::string_view text, float width) {
  if (text.empty()) return scaled_size(face);
  return face->CalcTextSizeA(scaled_size(face), 1e9F, width, text.data(), text.data() + text.size()).y;
}

float text_wrapped(ImFont* face, ImVec2 pos, ImU32 colour, std::string_view text, float width) {
  put(face, pos, colour, text, width);
  return wrapped_height(face, text, width);
}

}  // namespace trapdoor
