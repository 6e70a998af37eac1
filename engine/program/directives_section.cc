// FileAssembler: directives about sections, symbols and options.
#include <algorithm>

#include "engine/program/file_assembler.h"
#include "engine/program/nearest.h"

namespace trapdoor::assembler {
namespace {

// What a section is when its flags are not said, by its name or the name before a second dot.
struct KnownSection {
  std::string_view name;
  SectionKind kind;
};
constexpr KnownSection kKnown[] = {
    {".text", SectionKind::code},        {".init", SectionKind::code},
    {".fini", SectionKind::code},        {".data", SectionKind::data},
    {".sdata", SectionKind::data},       {".init_array", SectionKind::data},
    {".fini_array", SectionKind::data},  {".bss", SectionKind::zero},
    {".sbss", SectionKind::zero},        {".rodata", SectionKind::constant},
    {".srodata", SectionKind::constant}, {"COMMON", SectionKind::zero},  // where .comm puts things
};

SectionKind kind_of_name(std::string_view name) {
  for (const KnownSection& known : kKnown) {
    bool begins = name.substr(0, known.name.size()) == known.name;
    if (begins && (name.size() == known.name.size() || name[known.name.size()] == '.')) return known.kind;
  }
  return SectionKind::not_loaded;
}

}  // namespace

int32_t FileAssembler::section_named(std::string_view name, std::optional<std::string_view> flags,
                                     bool zero) {
  auto [found, fresh] =
      section_names_.try_emplace(std::string(name), static_cast<int32_t>(job_.object.sections.size()));
  if (!fresh) return found->second;
  if (job_.object.sections.size() >= kMaxSections) {
    if (!job_.stopped) error(0, "too many sections: more than " + std::to_string(kMaxSections));
    job_.stopped = true;
    return found->second = 0;
  }
  InputSection added;
  added.name = name;
  added.file = file_;
  SectionKind kind = kind_of_name(name);
  added.executable = kind == SectionKind::code;
  added.writable = kind == SectionKind::data || kind == SectionKind::zero;
  if (flags) {
    added.executable = flags->find('x') != std::string_view::npos;
    added.writable = flags->find('w') != std::string_view::npos;
    bool loaded = flags->find('a') != std::string_view::npos;
    kind = !loaded                                                 ? SectionKind::not_loaded
           : zero || (kind == SectionKind::zero && added.writable) ? SectionKind::zero
           : added.executable                                      ? SectionKind::code
           : added.writable                                        ? SectionKind::data
                                                                   : SectionKind::constant;
  }
  added.kind = kind;
  if (name == ".text") added.align = static_cast<uint64_t>(job_.assembly.code_alignment);
  job_.object.sections.push_back(std::move(added));
  return found->second;
}

void FileAssembler::switch_to(int32_t section) {
  previous_section_ = section_;
  section_ = section;
}

void FileAssembler::enter_section(Cursor& in) {
  if (need_end(in)) switch_to(section_named(directive_->name, std::nullopt, false));
}

// .section name [, "flags" [, @type [, number]]]
void FileAssembler::named_section(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string name;
  if (in.peek() == '"') {
    std::optional<std::string> quoted = scan_string(in);
    if (quoted) name = *quoted;
  } else {
    while (is_name_part(in.peek()) || in.peek() == '-') name += in.text[in.at++];
  }
  if (name.empty()) return error(column, "the name of a section expected, found " + seen(in));
  std::optional<std::string> flags;
  bool zero = false;
  if (in.take(',')) {
    in.skip_blanks();
    if (in.peek() != '"')
      return error(in.column(), "flags in \"quotes\" expected, like \"ax\", found " + seen(in));
    const int at = in.column();
    flags = scan_string(in);
    if (!flags) return error(in.column(), "this string does not end", "close it with \"");
    if (size_t wrong = flags->find_first_not_of("awxMSGTeoR?0123456789"); wrong != std::string::npos)
      return error(at, "`" + flags->substr(wrong, 1) + "' is not a flag of sections",
                   "\"ax\" is for code, \"aw\" for variables, \"a\" for constants");
    if (in.take(',')) {
      if (!in.take('@') && !in.take('%'))
        return error(in.column(), "@progbits or @nobits expected, found " + seen(in));
      zero = in.take_name() == "nobits";
      while (in.take(',')) {
        if (!need_number(in)) return;
      }
    }
  }
  if (!need_end(in)) return;
  if (directive_->argument == 1) {
    if (section_stack_.size() >= 1000) return error(0, "too many .pushsection");
    section_stack_.push_back({section_, previous_section_});
  }
  std::optional<std::string_view> view;
  if (flags) view = *flags;
  switch_to(section_named(name, view, zero));
  if (section().kind == SectionKind::not_loaded && name[0] != '.') {
    warn(column, "section " + name + " is not part of the program: it has no flag a",
         "say what it is for: .section " + name +
             ", \"ax\" for code, \"aw\" for variables, \"a\" for constants");
  }
  Nearest nearest(name);
  for (std::string_view known : {".text", ".rodata", ".data", ".bss"}) nearest.offer(known);
  if (section().kind == SectionKind::not_loaded && !nearest.hint().empty())
    warn(column, "section " + name + " is not part of the program", nearest.hint());
}

void FileAssembler::pop_section(Cursor& in) {
  if (!need_end(in)) return;
  if (section_stack_.empty()) return error(0, ".popsection without .pushsection");
  section_ = section_stack_.back().first;
  previous_section_ = section_stack_.back().second;
  section_stack_.pop_back();
}

void FileAssembler::previous_section(Cursor& in) {
  if (need_end(in)) std::swap(section_, previous_section_);
}

// .comm name, bytes [, alignment]
void FileAssembler::common(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string_view name = in.take_name();
  if (name.empty()) return error(column, "a name expected, found " + seen(in));
  if (!need_comma(in)) return;
  std::optional<int64_t> bytes = need_number(in), align = 1;
  if (bytes && in.take(',')) align = need_number(in);
  if (!bytes || !align || !need_end(in)) return;
  if (*bytes < 0 || *align < 1 || static_cast<uint64_t>(*align) > kMaxAlign || (*align & (*align - 1)) != 0) {
    return error(column, "a size, and an alignment that is a power of two, expected");
  }
  int32_t back = section_;
  section_ = section_named(directive_->argument != 0 ? "COMMON" : ".bss", std::nullopt, true);
  Stretch stretch;
  stretch.align = static_cast<uint64_t>(*align);
  emit_align(stretch);
  int32_t symbol = symbol_named(name);
  define_label(symbol, spot_at(column));
  if (directive_->argument != 0) job_.object.symbols[static_cast<size_t>(symbol)].global = true;
  emit_repeated(static_cast<uint64_t>(*bytes), 0, 1);
  section_ = back;
}

void FileAssembler::share(Cursor& in) {
  do {
    in.skip_blanks();
    int column = in.column();
    std::string_view name = in.take_name();
    if (name.empty()) return error(column, "a name expected, found " + seen(in));
    SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(symbol_named(name))];
    if (directive_->argument != 0) symbol.global = true;
    if (directive_->argument == 2) symbol.weak = true;
  } while (in.take(','));
  need_end(in);
}

// .equ name, expression
void FileAssembler::set(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string_view name = in.take_name();
  if (name.empty() || name == ".") return error(column, "a name expected, found " + seen(in));
  if (!need_comma(in)) return;
  std::optional<Expr> value = need_expression(in);
  if (value && need_end(in)) equate(name, *value, directive_->argument != 0);
}

// .size name, expression
void FileAssembler::size_of(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::string_view name = in.take_name();
  if (name.empty()) return error(column, "a name expected, found " + seen(in));
  if (!need_comma(in)) return;
  std::optional<Expr> value = need_expression(in);
  if (!value || !need_end(in)) return;
  SymbolEntry& symbol = job_.object.symbols[static_cast<size_t>(symbol_named(name))];
  symbol.size_expr = *value;
  symbol.has_size = true;
}

// .type name, @function; also %function, STT_FUNC and "function"
void FileAssembler::type_of(Cursor& in) {
  constexpr struct {
    std::string_view word, number;
    SymbolKind kind;
  } kRows[] = {{"function", "STT_FUNC", SymbolKind::function},
               {"object", "STT_OBJECT", SymbolKind::object},
               {"common", "STT_COMMON", SymbolKind::object},
               {"notype", "STT_NOTYPE", SymbolKind::unknown}};
  in.skip_blanks();
  int column = in.column();
  std::string_view name = in.take_name();
  if (name.empty()) return error(column, "a name expected, found " + seen(in));
  in.take(',');
  in.skip_blanks();
  column = in.column();
  const bool quoted = in.peek() == '"';
  if (quoted || in.peek() == '@' || in.peek() == '%') in.at++;
  std::string_view word = in.take_name();
  if (quoted && in.peek() == '"') in.at++;
  for (const auto& row : kRows) {
    if (word != row.word && word != row.number) continue;
    job_.object.symbols[static_cast<size_t>(symbol_named(name))].kind = row.kind;
    need_end(in);
    return;
  }
  error(column,
        word.empty() ? "what the symbol is expected, found " + seen(in)
                     : "`" + std::string(word) + "' says nothing of a symbol that is known here",
        "write .type " + std::string(name) + ", @function or @object");
}

void FileAssembler::ignore(Cursor&) {}

void FileAssembler::option(Cursor& in) {
  constexpr std::string_view kAccepted[] = {"rvc",     "norvc", "push",      "pop",         "relax",
                                            "norelax", "nopic", "csr-check", "no-csr-check"};
  in.skip_blanks();
  int column = in.column();
  size_t start = in.at;
  while (is_name_part(in.peek()) || in.peek() == '-') in.at++;
  std::string_view name = in.text.substr(start, in.at - start);
  if (std::find(std::begin(kAccepted), std::end(kAccepted), name) != std::end(kAccepted)) {
    need_end(in);
    return;
  }
  Nearest nearest(name);
  for (std::string_view known : kAccepted) nearest.offer(known);
  error(column, "`" + std::string(name) + "' is not an option known here", nearest.hint());
}

void FileAssembler::message(Cursor& in) {
  in.skip_blanks();
  std::string words = "this line says .err";
  if (in.peek() == '"') words = scan_string(in).value_or("");
  directive_->argument != 0 ? warn(0, words) : error(0, words);
}

}  // namespace trapdoor::assembler
