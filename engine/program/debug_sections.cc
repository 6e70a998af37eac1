#include "engine/program/dwarf.h"
#include "engine/program/stabs.h"

namespace trapdoor {

void set_debug_section(DebugBytes& debug, std::string_view name, std::span<const uint8_t> bytes,
                       uint64_t address) {
  struct Row {
    std::string_view name;
    std::span<const uint8_t> DebugBytes::*section;
  };
  static constexpr Row kRows[] = {
      {".debug_info", &DebugBytes::info},         {".debug_abbrev", &DebugBytes::abbrev},
      {".debug_line", &DebugBytes::line},         {".debug_str", &DebugBytes::str},
      {".debug_line_str", &DebugBytes::line_str}, {".debug_str_offsets", &DebugBytes::str_offsets},
      {".debug_addr", &DebugBytes::addr},         {".debug_ranges", &DebugBytes::ranges},
      {".debug_rnglists", &DebugBytes::rnglists}, {".debug_loc", &DebugBytes::loc},
      {".debug_loclists", &DebugBytes::loclists}, {".debug_frame", &DebugBytes::frame},
      {".eh_frame", &DebugBytes::eh_frame},       {".stab", &DebugBytes::stab},
      {".stabstr", &DebugBytes::stab_strings},
  };
  for (const Row& row : kRows) {
    if (row.name == name) debug.*row.section = bytes;
  }
  if (name == ".eh_frame") debug.eh_frame_address = address;
}

void read_debug(const DebugBytes& debug, uint8_t frame_register,
                const std::function<bool(uint64_t address)>& is_code, Program& program) {
  read_dwarf(debug, is_code, program);
  read_stabs(debug.stab, debug.stab_strings, frame_register, is_code, program);
  program.frames.add_debug_frame(debug.frame);
  program.frames.add_eh_frame(debug.eh_frame, debug.eh_frame_address);
}

}  // namespace trapdoor
