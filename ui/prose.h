// Prose: a lesson's Markdown as a tree, parsed once by md4c and shown twice: as HTML in a page, as ImGui text on a desktop.
// Models: CommonMark 0.30 with tables.
// Laws: 1. Raw HTML is text. 2. A link whose target is not one of kLinkKinds is text too.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trapdoor {

enum class ProseKind {
  document,
  heading,
  paragraph,
  bullets,
  numbers,
  item,
  quote,
  code_block,
  rule,
  table,
  head,
  body,
  row,
  head_cell,
  cell,
  text,
  emphasis,
  strong,
  code,
  link,
  line_break,
  soft_break,
};

struct ProseNode {
  ProseKind kind = ProseKind::document;
  std::string text;  // of text; language of a code block; target of a link
  int level = 0;     // of a heading; first number of a numbered list
  std::vector<ProseNode> children;
};

inline constexpr std::string_view kLinkKinds[] = {
    "do:", "panel:", "figure:", "source:", "lesson:", "https:", "http:", "#"};

ProseNode parse_prose(std::string_view markdown);
std::string to_html(const ProseNode&);
// The words alone.
std::string to_text(const ProseNode&);

}  // namespace trapdoor
