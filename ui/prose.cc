#include "ui/prose.h"

#include <fmt/format.h>

#include "md4c.h"

namespace trapdoor {
namespace {

struct NodeBuilder {
  std::vector<ProseNode> open{ProseNode{}};  // the document, and what is inside what

  void enter(ProseKind kind, std::string text = {}, int level = 0) {
    open.push_back({kind, std::move(text), level, {}});
  }
  void leave() {
    ProseNode done = std::move(open.back());
    open.pop_back();
    open.back().children.push_back(std::move(done));
  }
  void add_text(std::string_view text) {
    std::vector<ProseNode>& siblings = open.back().children;
    if (!siblings.empty() && siblings.back().kind == ProseKind::text) {
      siblings.back().text += text;
    } else {
      siblings.push_back({ProseKind::text, std::string(text), 0, {}});
    }
  }
};

std::string attribute(const MD_ATTRIBUTE& value) { return {value.text, value.size}; }

ProseKind block_kind(MD_BLOCKTYPE type) {
  switch (type) {
    case MD_BLOCK_QUOTE:
      return ProseKind::quote;
    case MD_BLOCK_UL:
      return ProseKind::bullets;
    case MD_BLOCK_OL:
      return ProseKind::numbers;
    case MD_BLOCK_LI:
      return ProseKind::item;
    case MD_BLOCK_HR:
      return ProseKind::rule;
    case MD_BLOCK_H:
      return ProseKind::heading;
    case MD_BLOCK_CODE:
      return ProseKind::code_block;
    case MD_BLOCK_TABLE:
      return ProseKind::table;
    case MD_BLOCK_THEAD:
      return ProseKind::head;
    case MD_BLOCK_TBODY:
      return ProseKind::body;
    case MD_BLOCK_TR:
      return ProseKind::row;
    case MD_BLOCK_TH:
      return ProseKind::head_cell;
    case MD_BLOCK_TD:
      return ProseKind::cell;
    default:
      return ProseKind::paragraph;
  }
}

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
  auto& builder = *static_cast<NodeBuilder*>(user);
  if (type == MD_BLOCK_DOC) return 0;
  std::string text;
  int level = 0;
  if (type == MD_BLOCK_H) level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
  if (type == MD_BLOCK_OL) level = static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start);
  if (type == MD_BLOCK_CODE) text = attribute(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang);
  builder.enter(block_kind(type), std::move(text), level);
  return 0;
}

int leave_block(MD_BLOCKTYPE type, void*, void* user) {
  if (type != MD_BLOCK_DOC) static_cast<NodeBuilder*>(user)->leave();
  return 0;
}

int enter_span(MD_SPANTYPE type, void* detail, void* user) {
  auto& builder = *static_cast<NodeBuilder*>(user);
  switch (type) {
    case MD_SPAN_EM:
      builder.enter(ProseKind::emphasis);
      break;
    case MD_SPAN_STRONG:
      builder.enter(ProseKind::strong);
      break;
    case MD_SPAN_CODE:
      builder.enter(ProseKind::code);
      break;
    case MD_SPAN_A:
      builder.enter(ProseKind::link, attribute(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
      break;
    default:
      builder.enter(ProseKind::emphasis);
      break;
  }
  return 0;
}

int leave_span(MD_SPANTYPE, void*, void* user) {
  static_cast<NodeBuilder*>(user)->leave();
  return 0;
}

// The few entities that prose uses; others stay as they are written.
std::string_view entity(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\u00a0"}, {"&rarr;", "→"}};
  for (const auto& [from, to] : kEntities) {
    if (name == from) return to;
  }
  return name;
}

int add_text(MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
  auto& builder = *static_cast<NodeBuilder*>(user);
  const std::string_view words(text, size);
  switch (type) {
    case MD_TEXT_BR:
      builder.enter(ProseKind::line_break), builder.leave();
      break;
    case MD_TEXT_SOFTBR:
      builder.enter(ProseKind::soft_break), builder.leave();
      break;
    case MD_TEXT_ENTITY:
      builder.add_text(entity(words));
      break;
    default:
      builder.add_text(words);
      break;
  }
  return 0;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

bool allowed(std::string_view target) {
  for (std::string_view kind : kLinkKinds) {
    if (target.starts_with(kind)) return true;
  }
  return false;
}

std::string inner_html(const ProseNode& node) {
  std::string out;
  for (const ProseNode& child : node.children) out += to_html(child);
  return out;
}

std::string link_html(const ProseNode& node) {
  if (!allowed(node.text)) return inner_html(node);
  const std::string target = html_escaped(node.text), inner = inner_html(node);
  if (node.text.starts_with("http")) {
    return fmt::format("<a href=\"{}\" rel=\"noopener\" target=\"_blank\">{}</a>", target, inner);
  }
  const std::string_view kind = std::string_view(node.text).substr(0, node.text.find(':'));
  if (kind == "lesson" || node.text.starts_with("#")) {
    return fmt::format("<a href=\"{}\">{}</a>", kind == "lesson" ? "#" + target.substr(7) : target, inner);
  }
  // Not a <button>: a browser would break lines around it, not inside.
  return fmt::format("<a role=\"button\" tabindex=\"0\" class=\"link {}\" data-act=\"{}\">{}</a>", kind,
                     target, inner);
}

std::string_view tag(ProseKind kind) {
  switch (kind) {
    case ProseKind::paragraph:
      return "p";
    case ProseKind::bullets:
      return "ul";
    case ProseKind::item:
      return "li";
    case ProseKind::quote:
      return "blockquote";
    case ProseKind::table:
      return "table";
    case ProseKind::head:
      return "thead";
    case ProseKind::body:
      return "tbody";
    case ProseKind::row:
      return "tr";
    case ProseKind::head_cell:
      return "th";
    case ProseKind::cell:
      return "td";
    case ProseKind::emphasis:
      return "em";
    case ProseKind::strong:
      return "strong";
    case ProseKind::code:
      return "code";
    default:
      return "";
  }
}

}  // namespace

ProseNode parse_prose(std::string_view markdown) {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML;
  parser.enter_block = enter_block;
  parser.leave_block = leave_block;
  parser.enter_span = enter_span;
  parser.leave_span = leave_span;
  parser.text = add_text;
  NodeBuilder builder;
  md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &builder);
  return std::move(builder.open.front());
}

std::string to_html(const ProseNode& node) {
  switch (node.kind) {
    case ProseKind::document:
      return inner_html(node);
    case ProseKind::text:
      return html_escaped(node.text);
    case ProseKind::line_break:
      return "<br>";
    case ProseKind::soft_break:
      return "\n";
    case ProseKind::rule:
      return "<hr>";
    case ProseKind::heading: {
      const int level = std::min(6, node.level + 1);
      return fmt::format("<h{0}>{1}</h{0}>", level, inner_html(node));
    }
    case ProseKind::numbers:
      return fmt::format("<ol start=\"{}\">{}</ol>", node.level, inner_html(node));
    case ProseKind::code_block:
      return fmt::format("<pre tabindex=\"0\"><code>{}</code></pre>", inner_html(node));
    case ProseKind::link:
      return link_html(node);
    default:
      return fmt::format("<{0}>{1}</{0}>", tag(node.kind), inner_html(node));
  }
}

std::string to_text(const ProseNode& node) {
  if (node.kind == ProseKind::text) return node.text;
  if (node.kind == ProseKind::soft_break) return " ";
  if (node.kind == ProseKind::line_break) return "\n";
  std::string out;
  for (const ProseNode& child : node.children) out += to_text(child);
  return out;
}

}  // namespace trapdoor
