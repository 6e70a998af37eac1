#include "engine/program/directives.h"

#include <unordered_map>

namespace trapdoor::assembler {

// What DirectiveRow::argument tells the code that several directives share.
struct DirectiveTable {
  using F = FileAssembler;
  static const std::vector<F::DirectiveRow>& rows() {
    static const std::vector<F::DirectiveRow> table = {
        // Data. Argument: bytes; 0: what the instruction set calls a word.
        {".byte", "Stores numbers of 1 byte.", &F::data, 1},
        {".2byte", "Stores numbers of 2 bytes.", &F::data, 2},
        {".half", "Stores numbers of 2 bytes.", &F::data, 2},
        {".hword", "Stores numbers of 2 bytes.", &F::data, 2},
        {".short", "Stores numbers of 2 bytes.", &F::data, 2},
        {".4byte", "Stores numbers of 4 bytes.", &F::data, 4},
        {".word", "Stores numbers of one word.", &F::data, 0},
        {".long", "Stores numbers of 4 bytes.", &F::data, 4},
        {".int", "Stores numbers of 4 bytes.", &F::data, 4},
        {".8byte", "Stores numbers of 8 bytes.", &F::data, 8},
        {".dword", "Stores numbers of 8 bytes.", &F::data, 8},
        {".quad", "Stores numbers of 8 bytes.", &F::data, 8},
        {".sleb128", "Stores signed numbers, 7 bits in a byte.", &F::leb128, 1},
        {".uleb128", "Stores unsigned numbers, 7 bits in a byte.", &F::leb128, 0},
        // Argument: zero bytes after each string.
        {".ascii", "Stores strings.", &F::text, 0},
        {".asciz", "Stores strings, each with a zero byte at its end.", &F::text, 1},
        {".string", "Stores strings, each with a zero byte at its end.", &F::text, 1},
        {".incbin", "Stores the bytes of a file.", &F::include_bytes},
        // Argument: 0 a power of two or bytes, as the instruction set has it; 1 bytes; 2 a power. Plus 16 *
        // bytes of the fill value, if more than one.
        {".align", "Goes on at a multiple of a power of two.", &F::align, 0},
        {".balign", "Goes on at a multiple of so many bytes.", &F::align, 1},
        {".balignl", "Goes on at a multiple of so many bytes; the gap is filled with words.", &F::align,
         1 + 16 * 4},
        {".balignw", "Goes on at a multiple of so many bytes; the gap is filled with halfwords.", &F::align,
         1 + 16 * 2},
        {".p2align", "Goes on at a multiple of a power of two.", &F::align, 2},
        {".fill", "Stores a number several times: .fill count, bytes, number.", &F::fill},
        {".org", "Goes on at an offset from the start of the section.", &F::origin},
        {".skip", "Leaves room: so many bytes, zero or the value given.", &F::space},
        {".space", "Leaves room: so many bytes, zero or the value given.", &F::space},
        {".zero", "Leaves room: so many zero bytes.", &F::space},
        // Sections.
        {".text", "Goes on in the section of instructions.", &F::enter_section},
        {".data", "Goes on in the section of variables.", &F::enter_section},
        {".rodata", "Goes on in the section of constants.", &F::enter_section},
        {".bss", "Goes on in the section of variables that start as zero.", &F::enter_section},
        {".section",
         "Goes on in a section by name: .section name, \"flags\"; a: in memory, w: writable, x: executable.",
         &F::named_section, 0},
        {".pushsection", "Like .section; .popsection comes back.", &F::named_section, 1},
        {".popsection", "Goes back to the section before .pushsection.", &F::pop_section},
        {".previous", "Goes back to the section before this one.", &F::previous_section},
        {".comm", "Makes room for a shared variable that starts as zero: .comm name, bytes, alignment.",
         &F::common, 1},
        {".lcomm", "Makes room for a variable that starts as zero: .lcomm name, bytes.", &F::common, 0},
        // Symbols.
        {".equ", "Gives a number a name.", &F::set, 1},
        {".set", "Gives a number a name.", &F::set, 1},
        {".equiv", "Gives a number a name that must be new.", &F::set, 0},
        // Argument: 1 shared, 2 shared and weak, 0 only accepted.
        {".global", "Lets other sources use a symbol.", &F::share, 1},
        {".globl", "Lets other sources use a symbol.", &F::share, 1},
        {".weak", "Lets other sources use a symbol, or define it instead.", &F::share, 2},
        {".extern", "Says that a symbol is defined elsewhere (it need not be said).", &F::share, 0},
        {".hidden", "Accepted.", &F::share, 0},
        {".internal", "Accepted.", &F::share, 0},
        {".local", "Accepted.", &F::share, 0},
        {".protected", "Accepted.", &F::share, 0},
        {".size", "Says how many bytes a symbol stands for.", &F::size_of},
        {".option", "rvc, norvc, push, pop, relax, norelax, nopic: accepted.", &F::option},
        {".type", "Says what a symbol is: .type name, @function or @object.", &F::type_of},
        {".file", "Accepted.", &F::ignore},
        {".loc", "Accepted.", &F::ignore},
        {".ident", "Accepted.", &F::ignore},
        {".attribute", "Accepted.", &F::ignore},
        {".addrsig", "Accepted.", &F::ignore},
        {".addrsig_sym", "Accepted.", &F::ignore},
        {".err", "An error.", &F::message, 0},
        {".error", "An error with your words.", &F::message, 0},
        {".warning", "A warning with your words.", &F::message, 1},
        {".print", "Accepted.", &F::ignore},
        // Reading.
        {".include", "Reads another file here.", &F::include},
        {".macro", "Begins a macro: .macro name parameter, parameter=standard.", &F::begin_macro},
        {".endm", "Ends a macro.", &F::end_without_begin},
        {".exitm", "Leaves the macro that is being expanded.", &F::exit_macro},
        {".purgem", "Forgets a macro.", &F::purge_macro},
        {".rept", "Repeats the lines up to .endr.", &F::repeat},
        {".irp", "Repeats the lines up to .endr, once for each value: .irp name, value, value.",
         &F::repeat_each, 0},
        {".irpc", "Repeats the lines up to .endr, once for each character: .irpc name, characters.",
         &F::repeat_each, 1},
        {".endr", "Ends .rept and .irp.", &F::end_without_begin},
        {".end", "Ends this source.", &F::stop},
        // Conditions.
        {".if", "The lines up to .endif count if the number is not zero.", &F::condition},
        {".ifeq", "The lines up to .endif count if the number is zero.", &F::condition},
        {".ifne", "The lines up to .endif count if the number is not zero.", &F::condition},
        {".iflt", "The lines up to .endif count if the number is less than zero.", &F::condition},
        {".ifle", "The lines up to .endif count if the number is at most zero.", &F::condition},
        {".ifgt", "The lines up to .endif count if the number is greater than zero.", &F::condition},
        {".ifge", "The lines up to .endif count if the number is at least zero.", &F::condition},
        {".ifdef", "The lines up to .endif count if the symbol is defined above.", &F::condition},
        {".ifndef", "The lines up to .endif count if the symbol is not defined above.", &F::condition},
        {".ifnotdef", "The lines up to .endif count if the symbol is not defined above.", &F::condition},
        {".ifb", "The lines up to .endif count if nothing follows.", &F::condition},
        {".ifnb", "The lines up to .endif count if something follows.", &F::condition},
        {".ifc", "The lines up to .endif count if two texts are the same.", &F::condition},
        {".ifnc", "The lines up to .endif count if two texts differ.", &F::condition},
        {".ifeqs", "The lines up to .endif count if two strings are the same.", &F::condition},
        {".ifnes", "The lines up to .endif count if two strings differ.", &F::condition},
        {".else", "The lines up to .endif count if those before did not.", &F::condition_else, 0},
        {".elseif", "The lines up to .endif count if those before did not and the number is not zero.",
         &F::condition_else, 1},
        {".endif", "Ends .if.", &F::condition_end},
    };
    return table;
  }
  static bool is_conditional(const F::DirectiveRow& row) {
    return row.act == &F::condition || row.act == &F::condition_else || row.act == &F::condition_end;
  }
  static constexpr void (F::*ignore)(Cursor&) = &F::ignore;
};

const std::vector<FileAssembler::DirectiveRow>& directives() { return DirectiveTable::rows(); }

const FileAssembler::DirectiveRow* find_directive(std::string_view name) {
  static const std::unordered_map<std::string_view, const FileAssembler::DirectiveRow*> index = [] {
    std::unordered_map<std::string_view, const FileAssembler::DirectiveRow*> map;
    for (const FileAssembler::DirectiveRow& row : directives()) map[row.name] = &row;
    return map;
  }();
  static const FileAssembler::DirectiveRow call_frame{".cfi", "Accepted.", DirectiveTable::ignore};
  if (name.substr(0, 5) == ".cfi_") return &call_frame;
  auto found = index.find(name);
  return found == index.end() ? nullptr : found->second;
}

bool is_conditional(const FileAssembler::DirectiveRow& row) { return DirectiveTable::is_conditional(row); }

}  // namespace trapdoor::assembler
