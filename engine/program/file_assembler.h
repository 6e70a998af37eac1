// FileAssembler: reads one source, statement by statement, into the Object that all sources share.
// Spread over file_assembler.cc (statements, labels, expressions), write_instruction.cc and directives_*.cc.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/program/assembler.h"
#include "engine/program/evaluate.h"
#include "engine/program/object.h"
#include "engine/program/source_reader.h"
#include "engine/program/syntax.h"

namespace trapdoor::assembler {

inline constexpr size_t kMaxDiagnostics = 100;
inline constexpr size_t kMaxStretches = 200'000;
inline constexpr size_t kMaxSections = 1'000;  // of all files
inline constexpr uint64_t kMaxAlign = 1u << 20;
inline constexpr uint64_t kMaxZeroBytes = uint64_t{1} << 32;  // of .bss

// What all sources share.
struct Job {
  Job(const Isa& isa, const AssemblerOptions& options);

  const Isa& isa;
  const Assembly& assembly;
  const AssemblerOptions& options;
  SyntaxTable syntax;
  std::unordered_set<std::string> registers;  // names that no symbol can have
  std::map<std::string, uint64_t> predefined;
  Object object;
  Diagnostics diagnostics;
  uint64_t output_bytes = 0;
  bool stopped = false;  // a limit was reached, or too many errors

  uint32_t file_number(std::string_view name);
  void report(const Spot&, std::string message, std::string hint = "", Severity = Severity::error);
  // "a symbol near this one" for hints.
  std::string hint_for(std::string_view name) const;
};

// An operand as read.
struct Operand {
  int operand = -1;  // index into Assembly::operands
  Expr value;
  int modifier = -1;  // index into Assembly::modifiers
  int column = 0;
};

// Operands by the names a pseudo-instruction's meaning uses.
struct Binding {
  std::string_view name;
  Operand operand;
};
using Bindings = std::vector<Binding>;

// Why a form does not fit.
struct Mismatch {
  int column = 0;
  bool shape_fits = false;  // only the value is wrong: worth more than a wrong shape at the same column
  std::string message, hint;
  bool only_value = false;  // and the whole form fits but for a number out of its range: worth most
};

struct Macro {
  struct Parameter {
    std::string name, standard;
    bool required = false, rest = false;
  };
  std::vector<Parameter> parameters;
  std::shared_ptr<const Body> body;
};

class FileAssembler : private Names {
 public:
  FileAssembler(Job& job, int file);
  void run(const Source& source);

  // One directive: its name, what it does, in one sentence, and the code for it.
  struct DirectiveRow {
    std::string_view name;
    std::string_view help;
    void (FileAssembler::*act)(Cursor&);
    int64_t argument = 0;
  };

 private:
  friend struct DirectiveTable;

  // file_assembler.cc
  void statement(const Statement&);
  void warn_of_preprocessor(const SourceText&);
  void pad_code();
  bool take_label(Cursor&);
  bool take_assignment(Cursor&);
  void define_label(int32_t symbol, const Spot&);
  void equate(std::string_view name, Expr value, bool redefine);
  int32_t symbol_named(std::string_view name);
  bool is_defined(std::string_view name);
  Expr name(std::string_view name, std::string& problem) override;
  Expr local_label(uint32_t number, bool forward, std::string& problem) override;
  Expr here() override;
  Point point() const;
  ReadExpr expression(Cursor&);
  Expr fold(Expr);
  // With their own error when they fail.
  std::optional<Expr> need_expression(Cursor&);
  std::optional<int64_t> need_number(Cursor&);
  bool need_end(Cursor&);
  bool need_comma(Cursor&);
  void error(int column, std::string message, std::string hint = "");
  void warn(int column, std::string message, std::string hint = "");
  Spot spot_at(int column) const;

  // emit.cc: into the current section
  InputSection& section() { return job_.object.sections[static_cast<size_t>(section_)]; }
  bool reserve(uint64_t bytes);  // false, with an error, when the output would be too big
  void emit_bytes(std::string_view bytes);
  void emit_value(const Expr& value, int size, int column);
  void emit_repeated(uint64_t count, uint64_t value, int size);
  void emit_snippet(const Snippet&);
  void emit_stretch(Stretch);
  void emit_align(const Stretch&);
  void note_row();

  // write_instruction.cc
  void instruction(std::string_view mnemonic, Cursor&);
  void warn_of_odd_place();
  std::string hint_for_unknown(std::string_view mnemonic, Cursor behind) const;  // explain_instruction.cc
  std::string hint_for(std::string_view mnemonic, const Cursor& behind, const Mismatch&) const;
  bool encode(std::string_view mnemonic, Cursor, const Bindings&, Mismatch&);
  bool encode_meaning(const std::vector<std::string_view>& parts, const Bindings&, Mismatch&);
  bool match(const Form&, Cursor, const Bindings&, std::vector<Operand>&, Mismatch&);
  bool read_operand(const Form&, const OperandRow&, Cursor&, const Bindings&, Operand&, Mismatch&);
  bool read_name(const Form&, const OperandRow&, Cursor&, Operand&, Mismatch&);
  bool read_letters(const OperandRow&, Cursor&, Operand&, Mismatch&);
  bool read_modifier(const OperandRow&, Cursor&, Operand&, Mismatch&);
  bool read_value(const OperandRow&, Cursor&, Operand&, Mismatch&);
  bool check_value(const Form&, const OperandRow&, const Operand&, Mismatch&);
  bool write_form(const Form&, const std::vector<Operand>&, Mismatch&);
  bool write_word(const Form&, const std::vector<Operand>&, Mismatch&);
  bool write_branch(const Form&, const std::vector<Operand>&, const Operand& target, Mismatch&);

  // directives_*.cc
  void data(Cursor&);
  void text(Cursor&);
  void align(Cursor&);
  void space(Cursor&);
  void fill(Cursor&);
  void origin(Cursor&);
  void leb128(Cursor&);
  void include_bytes(Cursor&);
  void enter_section(Cursor&);
  void named_section(Cursor&);
  void pop_section(Cursor&);
  void previous_section(Cursor&);
  void common(Cursor&);
  void share(Cursor&);
  void set(Cursor&);
  void size_of(Cursor&);
  void type_of(Cursor&);
  void ignore(Cursor&);
  void option(Cursor&);
  void message(Cursor&);
  void begin_macro(Cursor&);
  void end_without_begin(Cursor&);
  void exit_macro(Cursor&);
  void purge_macro(Cursor&);
  void repeat(Cursor&);
  void repeat_each(Cursor&);
  void include(Cursor&);
  void stop(Cursor&);
  void condition(Cursor&);
  void condition_else(Cursor&);
  void condition_end(Cursor&);
  bool holds(std::string_view directive, Cursor&);
  void call_macro(const Macro&, std::string_view name, Cursor&);
  struct Argument {
    std::string text;
    size_t at;  // where it begins in the cursor's text
  };
  std::vector<Argument> split_arguments(Cursor&, bool split_blanks);
  void switch_to(int32_t section);
  int32_t section_named(std::string_view name, std::optional<std::string_view> flags, bool zero);
  void check_conditions(size_t depth);

  struct Condition {
    bool parent = true;  // the surrounding code counts
    bool active = true;  // this branch counts
    bool done = false;   // a branch was taken
    bool seen_else = false;
    size_t depth = 0;  // of the reader's inputs
    Spot spot;
  };
  struct LocalLabel {
    int32_t last = -1, next = -1;
  };

  Job& job_;
  int file_;
  SourceReader reader_;
  Spot spot_;                                // of the statement
  int word_column_ = 0;                      // of its first word behind labels
  bool follows_ = false;                     // it stands behind a ;
  bool odd_ = false;                         // the instruction before began at an odd address
  const DirectiveRow* directive_ = nullptr;  // being carried out
  std::unordered_map<std::string, int32_t> names_;
  std::unordered_map<uint32_t, LocalLabel> local_labels_;
  std::map<std::string, Macro> macros_;
  std::unordered_map<std::string, int32_t> section_names_;
  std::vector<std::pair<int32_t, int32_t>> section_stack_;  // current, previous
  int32_t section_ = -1, previous_section_ = -1;
  std::vector<Condition> conditions_;
  uint64_t macro_calls_ = 0;
  size_t stretches_ = 0;
  // The statement's code while it is encoded.
  Snippet snippet_;
  bool encoding_ = false;
  int encode_depth_ = 0;
  const Bindings* bindings_ = nullptr;  // of the meaning that is being read
  int bound_column_ = 0;                // of the operand that a name of it stands for
  std::optional<Stretch> branch_;
};

// Every directive, in alphabetical order.
const std::vector<FileAssembler::DirectiveRow>& directives();

}  // namespace trapdoor::assembler
