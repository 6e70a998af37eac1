// SourceReader: from files, macros and repetitions to one stream of statements.
// Models: GNU as manual, 3.2 to 3.5 (comments, statements), 7 (.include .macro .rept .irp).
// Laws: 1. A statement knows the file, line and column where a person wrote it; one from a macro, the line
// that called it.
//       2. Nesting, the number of statements and the bytes they expand to are limited, so reading always
//       ends.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/program/object.h"

namespace trapdoor::assembler {

inline constexpr size_t kMaxStatements = 500'000;
inline constexpr size_t kMaxExpandedBytes = 64u << 20;
inline constexpr size_t kMaxLineBytes = 64u << 10;
inline constexpr size_t kMaxNestedInputs = 64;

struct Statement {
  std::string_view text;  // without comments; lives until the next statement is read
  Spot spot;              // of its first character
};

// A piece of source cut into statements.
struct SourceText {
  struct Piece {
    uint32_t start, size;
    uint32_t line;
    int column;
  };
  uint32_t file = 0;
  std::string text;  // comments are blanks
  std::vector<Piece> pieces;
  Spot unclosed_comment;                                        // line 0: none
  std::vector<std::pair<Spot, std::string_view>> preprocessor;  // comments like #define, and the word
};
std::shared_ptr<const SourceText> cut(uint32_t file, std::string_view text);

// The body of a macro or a repetition: statements as written.
struct Body {
  struct Row {
    std::string text;
    Spot spot;
  };
  std::vector<Row> rows;
};

struct Substitution {
  std::string name, value;
};

class SourceReader {
 public:
  enum class Limit : uint8_t { none, nesting, statements, bytes, line };

  void push_text(std::shared_ptr<const SourceText> text);
  // A macro's call: statements get the caller's spot and \@ the number `call`.
  void push_macro(std::shared_ptr<const Body> body, std::vector<Substitution> arguments, uint64_t call,
                  Spot caller, std::string name);
  // A repetition: the body once for each list of substitutions, or `count` times when there is none.
  void push_repetition(std::shared_ptr<const Body> body, uint64_t count, std::vector<Substitution> each);

  // False at the end of everything, or at a limit.
  bool next(Statement&);
  Limit limit() const { return limit_; }

  // Reads the statements up to the one that begins with `closer`, minding that `openers` nest. False when the
  // file or macro ends first.
  bool take_body(std::string_view closer, std::span<const std::string_view> openers, Body& body);

  size_t depth() const { return inputs_.size(); }
  // "in macro `save', " for messages, or "".
  std::string context() const;
  // Leaves the innermost macro (.exitm). False when there is none.
  bool leave_macro();
  // Ends all input (.end).
  void stop() { inputs_.clear(); }

 private:
  struct Input {
    std::shared_ptr<const SourceText> text;  // a file, or
    std::shared_ptr<const Body> body;        // a body
    size_t at = 0;
    uint64_t rounds = 0;                      // of a repetition still to come after this one
    std::vector<Substitution> substitutions;  // in use
    std::vector<Substitution> each;           // of a repetition, still to come; last first
    bool macro = false;
    uint64_t call = 0;
    Spot caller;
    std::string name;
  };

  void push(Input);
  // The next statement of the innermost input; false at its end.
  bool step(Statement&);
  bool begin_next_round(Input&);
  bool expand(const Input&, std::string_view text);

  std::vector<Input> inputs_;
  std::string expanded_;
  size_t statements_ = 0, bytes_ = 0;
  Limit limit_ = Limit::none;
};

}  // namespace trapdoor::assembler
