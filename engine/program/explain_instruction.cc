// FileAssembler: what to do about an instruction that is not understood.
#include <algorithm>
#include <cctype>

#include "engine/program/file_assembler.h"
#include "engine/program/nearest.h"

namespace trapdoor::assembler {
namespace {

constexpr const char* kComment = "a comment begins with #";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

char last_sign(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text.empty() ? '\0' : text.back();
}

}  // namespace

std::string FileAssembler::hint_for_unknown(std::string_view mnemonic, Cursor in) const {
  std::string small(mnemonic);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (small != mnemonic && job_.syntax.find(small))
    return "instructions are written in small letters: " + small;
  if (follows_ && reader_.context().empty())
    return std::string(kComment) + "; behind a ; comes another instruction";
  Nearest nearest(mnemonic);
  for (const std::string& known : job_.syntax.mnemonics()) nearest.offer(known);
  for (const auto& [known, macro] : macros_) nearest.offer(known);
  in.skip_blanks();
  const bool label = in.done() || job_.syntax.find(in.take_name());
  if (nearest.hint().empty() && label) return "a label ends with a colon: " + std::string(mnemonic) + ":";
  return nearest.hint();
}

std::string FileAssembler::hint_for(std::string_view mnemonic, const Cursor& in, const Mismatch& why) const {
  if (!why.hint.empty()) return why.hint;
  if (why.message.starts_with("a number from"))
    return "li loads any number into a register; an instruction on registers takes it from there";
  const std::vector<Form>* forms = job_.syntax.find(mnemonic);
  if (!forms || why.only_value || why.message.find(" expected, found ") == std::string::npos) return "";
  const auto at = static_cast<size_t>(std::max(why.column - in.first_column, 0));
  const char sign = at < in.text.size() ? in.text[at] : '\0';
  if (sign == '%' || sign == '$') return std::string("registers and numbers are written without ") + sign;
  if (sign == '\0' && last_sign(in.text) == ',')
    return std::string(kComment) + ", so numbers are written without it";
  if (sign != ',' && why.message.starts_with("the end of the instruction")) return kComment;
  std::string syntax(forms->front().syntax);
  return "it is written " + std::string(mnemonic) + (syntax.empty() ? "" : " ") + syntax;
}

}  // namespace trapdoor::assembler
