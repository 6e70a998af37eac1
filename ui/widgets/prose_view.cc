#include "ui/widgets/prose_view.h"

#include <fmt/format.h>

#include "ui/mirror.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

struct Style {
  ImFont* face;
  ImU32 colour;
  bool code = false;
  const ProseNode* link = nullptr;
};

// Sets words one after the other and breaks lines between them.
struct Flow {
  const Theme& theme;
  Wishes& wishes;
  float left, right;
  ImVec2 at;
  float line;

  void newline() {
    at.x = left;
    at.y += line;
  }

  void word(std::string_view text, const Style& style) {
    const float width = text_size(style.face, text).x;
    if (at.x > left && at.x + width > right) newline();
    if (at.x == left && text == " ") return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float y = at.y + (line - line_height(style.face)) / 2;
    if (style.code) {
      list->AddRectFilled({at.x - 1, at.y + 1}, {at.x + width + 1, at.y + line - 2}, theme.sunken,
                          theme.px(2));
    }
    text_at(style.face, {at.x, y}, style.colour, text);
    if (style.link != nullptr) {
      const float base = at.y + line - theme.px(3);
      list->AddLine({at.x, base}, {at.x + width, base}, style.colour);
      ImGui::PushID(static_cast<int>(at.x));
      ImGui::PushID(static_cast<int>(at.y - ImGui::GetWindowPos().y + ImGui::GetScrollY()));
      if (hot_spot("link", at, {at.x + width, at.y + line}, "link", to_text(*style.link))) {
        follow(style.link->text, wishes);
      }
      if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      ImGui::PopID();
      ImGui::PopID();
    }
    at.x += width;
  }

  void words(std::string_view text, const Style& style) {
    while (!text.empty()) {
      size_t end = text.find(' ');
      if (end == 0) {
        word(" ", style);
        text.remove_prefix(1);
        continue;
      }
      end = std::min(end, text.size());
      word(text.substr(0, end), style);
      text.remove_prefix(end);
    }
  }

  void spans(const ProseNode& node, Style style) {
    for (const ProseNode& child : node.children) {
      Style inner = style;
      switch (child.kind) {
        case ProseKind::text:
          words(child.text, style);
          continue;
        case ProseKind::soft_break:
          word(" ", style);
          continue;
        case ProseKind::line_break:
          newline();
          continue;
        case ProseKind::strong:
          inner.face = theme.type.bold;
          break;
        case ProseKind::code:
          inner.face = theme.type.mono_small;
          inner.code = true;
          break;
        case ProseKind::link:
          inner.colour = theme.accent;
          inner.link = &child;
          break;
        default:
          break;
      }
      spans(child, inner);
    }
  }
};

void draw_spans(const Theme& theme, const ProseNode& node, ImFont* face, Wishes& wishes) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, line = line_height(face) * 1.5F;
  Flow flow{theme, wishes, start.x, start.x + width, start, line};
  flow.spans(node, {face, theme.text});
  ImGui::SetCursorScreenPos(start);
  ImGui::Dummy({width, flow.at.y + line - start.y + theme.px(4)});
}

void draw_code(const Theme& theme, const ProseNode& node) {
  const std::string text = to_text(node);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = text_size(theme.type.mono_small, text).y + theme.px(16);
  ImGui::GetWindowDrawList()->AddRectFilled(low, {low.x + width, low.y + height}, theme.sunken, theme.px(4));
  text_at(theme.type.mono_small, {low.x + theme.px(10), low.y + theme.px(8)}, theme.text, text);
  ImGui::Dummy({width, height + theme.px(6)});
}

void draw_items(const Theme& theme, const ProseNode& node, Wishes& wishes) {
  int number = node.level;
  for (const ProseNode& item : node.children) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string mark = node.kind == ProseKind::numbers ? fmt::format("{}.", number++) : "•";
    text_at(theme.type.body, {at.x + theme.px(4), at.y + theme.px(3)}, theme.dim, mark);
    ImGui::Indent(theme.px(22));
    draw_prose(theme, item, wishes);
    ImGui::Unindent(theme.px(22));
  }
}

void draw_table(const Theme& theme, const ProseNode& node, Wishes& wishes) {
  size_t columns = 0;
  for (const ProseNode& part : node.children) {
    for (const ProseNode& row : part.children) columns = std::max(columns, row.children.size());
  }
  if (columns == 0 || !ImGui::BeginTable("table", static_cast<int>(columns), ImGuiTableFlags_BordersInnerH))
    return;
  for (const ProseNode& part : node.children) {
    for (const ProseNode& row : part.children) {
      ImGui::TableNextRow();
      for (const ProseNode& cell : row.children) {
        ImGui::TableNextColumn();
        draw_spans(theme, cell, part.kind == ProseKind::head ? theme.type.bold : theme.type.body, wishes);
      }
    }
  }
  ImGui::EndTable();
}

bool is_span(ProseKind kind) { return kind >= ProseKind::text; }

}  // namespace

void follow(std::string_view target, Wishes& wishes) {
  if (target.starts_with("do:")) {
    wishes.commands.emplace_back(target.substr(3));
  } else {
    wishes.places.emplace_back(target);
  }
}

void draw_prose(const Theme& theme, const ProseNode& node, Wishes& wishes) {
  // A tight list item holds its words without a paragraph around them.
  if (!node.children.empty() && is_span(node.children.front().kind)) {
    ProseNode words{ProseKind::paragraph, {}, 0, {}};
    size_t i = 0;
    while (i < node.children.size() && is_span(node.children[i].kind))
      words.children.push_back(node.children[i++]);
    draw_spans(theme, words, theme.type.body, wishes);
    if (i == node.children.size()) return;
  }
  int index = 0;
  for (const ProseNode& child : node.children) {
    if (is_span(child.kind)) continue;
    ImGui::PushID(index++);
    switch (child.kind) {
      case ProseKind::heading:
        draw_spans(theme, child, child.level <= 2 ? theme.type.title : theme.type.bold, wishes);
        break;
      case ProseKind::code_block:
        draw_code(theme, child);
        break;
      case ProseKind::bullets:
      case ProseKind::numbers:
        draw_items(theme, child, wishes);
        break;
      case ProseKind::table:
        draw_table(theme, child, wishes);
        break;
      case ProseKind::rule:
        ImGui::Separator();
        break;
      case ProseKind::quote:
        ImGui::Indent(theme.px(14));
        draw_prose(theme, child, wishes);
        ImGui::Unindent(theme.px(14));
        break;
      default:
        draw_spans(theme, child, theme.type.body, wishes);
        break;
    }
    ImGui::PopID();
  }
}

}  // namespace trapdoor
