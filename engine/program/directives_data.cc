// FileAssembler: directives that store bytes.
#include <algorithm>
#include <bit>

#include "engine/program/file_assembler.h"

namespace trapdoor::assembler {

void FileAssembler::data(Cursor& in) {
  int size = directive_->argument != 0 ? static_cast<int>(directive_->argument) : job_.assembly.word_bytes;
  in.skip_blanks();
  if (in.done()) return;
  do {
    in.skip_blanks();
    int column = in.column();
    std::optional<Expr> value = need_expression(in);
    if (!value) return;
    emit_value(*value, size, column);
  } while (!job_.stopped && in.take(','));
  need_end(in);
}

void FileAssembler::text(Cursor& in) {
  in.skip_blanks();
  if (in.done()) return;
  do {
    in.skip_blanks();
    int column = in.column();
    if (in.peek() != '"') return error(column, "a string in \"quotes\" expected, found " + seen(in));
    std::string all;
    while (in.peek() == '"') {  // neighbours are one string
      std::optional<std::string> string = scan_string(in);
      if (!string) return error(column, "this string does not end", "close it with \"");
      all += *string;
      in.skip_blanks();
    }
    if (directive_->argument != 0) all += '\0';
    emit_bytes(all);
  } while (!job_.stopped && in.take(','));
  need_end(in);
}

void FileAssembler::leb128(Cursor& in) {
  do {
    std::optional<int64_t> number = need_number(in);
    if (!number) return;
    bool is_signed = directive_->argument != 0;
    auto rest = static_cast<uint64_t>(*number);
    for (bool more = true; more;) {
      auto low = static_cast<uint8_t>(rest & 0x7f);
      rest = is_signed ? static_cast<uint64_t>(static_cast<int64_t>(rest) >> 7) : rest >> 7;
      more =
          is_signed ? !((rest == 0 && !(low & 0x40)) || (rest == ~uint64_t{0} && (low & 0x40))) : rest != 0;
      auto byte = static_cast<char>(low | (more ? 0x80 : 0));
      emit_bytes({&byte, 1});
    }
  } while (in.take(','));
  need_end(in);
}

// .align n [, fill [, most]]
void FileAssembler::align(Cursor& in) {
  int64_t kind = directive_->argument & 15;
  if (kind == 0) kind = job_.assembly.align_is_power ? 2 : 1;
  in.skip_blanks();
  int column = in.column();
  std::optional<int64_t> amount = need_number(in);
  if (!amount) return;
  uint64_t bytes = static_cast<uint64_t>(*amount);
  constexpr int64_t kMaxPower = std::countr_zero(kMaxAlign);
  if (kind == 2 && (*amount < 0 || *amount > kMaxPower)) {
    return error(column,
                 "a power of two from 0 to " + std::to_string(kMaxPower) + " expected, found " +
                     std::to_string(*amount),
                 "the number is the power: 3 means 8 bytes");
  }
  if (kind == 2) bytes = uint64_t{1} << bytes;
  if (bytes == 0) bytes = 1;
  if ((bytes & (bytes - 1)) != 0)
    return error(column, "a power of two expected, found " + std::to_string(*amount));
  if (bytes > kMaxAlign) return error(column, "an alignment of at most 1 MiB expected");
  Stretch stretch;
  stretch.align = bytes;
  stretch.code_fill = section().executable;
  stretch.fill_size = static_cast<uint8_t>(std::max<int64_t>(directive_->argument >> 4, 1));
  if (in.take(',')) {
    in.skip_blanks();
    if (in.peek() != ',') {
      std::optional<int64_t> fill = need_number(in);
      if (!fill) return;
      stretch.fill = static_cast<uint64_t>(*fill);
      stretch.code_fill = false;
    }
    if (in.take(',')) {
      std::optional<int64_t> most = need_number(in);
      if (!most) return;
      stretch.most = static_cast<uint64_t>(std::max<int64_t>(*most, 0));
    }
  }
  if (need_end(in)) emit_align(stretch);
}

// .space bytes [, value]
void FileAssembler::space(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::optional<Expr> bytes = need_expression(in);
  if (!bytes) return;
  int64_t value = 0;
  if (in.take(',')) {
    std::optional<int64_t> given = need_number(in);
    if (!given) return;
    value = *given & 0xff;
  }
  if (!need_end(in)) return;
  if (bytes->is_constant()) {
    if (bytes->constant < 0)
      return error(column, "a number of bytes expected, found " + std::to_string(bytes->constant));
    return emit_repeated(static_cast<uint64_t>(bytes->constant), static_cast<uint64_t>(value), 1);
  }
  Stretch stretch;
  stretch.kind = StretchKind::space;
  stretch.amount = *bytes;
  stretch.fill = static_cast<uint64_t>(value);
  emit_stretch(std::move(stretch));
}

// .fill count [, bytes [, number]]
void FileAssembler::fill(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  std::optional<int64_t> count = need_number(in);
  std::optional<int64_t> size = 1, value = 0;
  if (count && in.take(',')) {
    size = need_number(in);
    if (size && in.take(',')) value = need_number(in);
  }
  if (!count || !size || !value || !need_end(in)) return;
  if (*count < 0 || *size < 0) return error(column, "numbers that are not negative expected");
  if (*size > 8) *size = 8;
  // Like GNU as, which keeps a habit of old BSD: of the value, 4 bytes are stored, the rest is zero.
  emit_repeated(static_cast<uint64_t>(*count), static_cast<uint64_t>(*value) & 0xffff'ffff,
                static_cast<int>(*size));
}

// .org offset [, value]
void FileAssembler::origin(Cursor& in) {
  std::optional<Expr> offset = need_expression(in);
  if (!offset) return;
  Stretch stretch;
  stretch.kind = StretchKind::origin;
  stretch.amount = *offset;
  if (in.take(',')) {
    std::optional<int64_t> value = need_number(in);
    if (!value) return;
    stretch.fill = static_cast<uint64_t>(*value);
  }
  if (need_end(in)) emit_stretch(std::move(stretch));
}

// .incbin "file" [, skip [, count]]
void FileAssembler::include_bytes(Cursor& in) {
  in.skip_blanks();
  int column = in.column();
  if (in.peek() != '"') return error(column, "a file name in \"quotes\" expected, found " + seen(in));
  std::optional<std::string> file = scan_string(in);
  if (!file) return error(column, "this string does not end", "close it with \"");
  std::optional<int64_t> skip = 0, count = INT64_MAX;
  if (in.take(',')) {
    skip = need_number(in);
    if (skip && in.take(',')) count = need_number(in);
  }
  if (!skip || !count || !need_end(in)) return;
  std::optional<std::string> bytes = job_.options.include ? job_.options.include(*file) : std::nullopt;
  if (!bytes)
    return error(column, "there is no file \"" + *file + "\"", "is it in the folder, and spelt like this?");
  if (*skip < 0 || *count < 0 || static_cast<uint64_t>(*skip) > bytes->size()) {
    return error(column, "\"" + *file + "\" has only " + std::to_string(bytes->size()) + " bytes");
  }
  emit_bytes(std::string_view(*bytes).substr(static_cast<size_t>(*skip), static_cast<size_t>(*count)));
}

}  // namespace trapdoor::assembler
