#include <fmt/format.h>

#include <algorithm>

#include "engine/base/bits.h"
#include "ui/figures/trap_anatomy.h"
#include "ui/numbers.h"
#include "ui/widgets/widgets.h"

namespace trapdoor {
namespace {

const WordRow* row_of(const Isa& isa, uint16_t word) {
  for (const WordRow& row : isa.words) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

bool did(const Event& event, const Event& crossing, Who who) {
  return event.kind == EventKind::word && event.hart == crossing.hart && static_cast<Who>(event.flags) == who;
}

AnatomyPart mode_part(const Isa& isa, const Event& event, std::string from, std::string_view help) {
  return {"mode",
          std::string(find_mode(isa, static_cast<uint8_t>(event.old)).name),
          std::string(find_mode(isa, static_cast<uint8_t>(event.value)).name),
          {},
          help,
          std::move(from)};
}

// A field of the status word that a crossing is about.
struct Told {
  std::string_view name, note;
  std::string from;  // where its value comes from
};

// The status word of a crossing: the fields that trap and return are about, always; others if they changed.
void add_fields(const Isa& isa, const TrapRow& trap, const WordRow& row, const Event& event,
                const std::vector<Told>& told, std::vector<AnatomyPart>& parts) {
  auto add = [&](const FieldRow& field, std::string note, std::string source) {
    parts.push_back({fmt::format("{}.{}", field.word, field.name),
                     field_value(field, bits(event.old, field.high, field.low)),
                     field_value(field, bits(event.value, field.high, field.low)), std::move(note),
                     field.help, std::move(source)});
  };
  uint64_t seen = 0;
  for (const Told& each : told) {
    for (const FieldRow& field : isa.fields) {
      if (field.word != trap.status || field.name != each.name) continue;
      add(field, std::string(each.note), each.from);
      seen |= mask(field.high, field.low);
    }
  }
  for (const FieldRow& field : isa.fields) {
    if (field.word == row.name && bits((event.old ^ event.value) & ~seen, field.high, field.low) != 0)
      add(field, {}, {});
  }
}

bool is_status(const Isa& isa, const TrapRow& trap, const WordRow& row) {
  return row.name == trap.status || std::any_of(isa.views.begin(), isa.views.end(), [&](const ViewRow& view) {
           return view.name == trap.status && view.word == row.word;
         });
}

std::vector<AnatomyPart> parts_of_trap(const View& view, const Event& trap) {
  std::vector<AnatomyPart> parts;
  const Isa& isa = view.isa();
  const TrapRow* to = find_trap_row(isa, trap.to);
  for (const Event& event : view.last_crossing) {
    if (did(event, trap, Who::trap_entry)) {
      const WordRow* row = row_of(isa, event.what);
      if (row == nullptr) continue;
      if (event.what == isa.mode_word)
        parts.push_back(mode_part(isa, event, {}, row->help));
      else if (to != nullptr && is_status(isa, *to, *row))
        add_fields(isa, *to, *row, event,
                   {{to->was_enabled, {}, fmt::format("from {}", to->enabled)},
                    {to->enabled, "interrupts wait", {}},
                    {to->was_mode, {}, "from mode"}},
                   parts);
      else
        parts.push_back({std::string(row->name), hex(event.old), hex(event.value),
                         word_name(view.machine(), view.program(), row->name, event.value), row->help});
    } else if (event.kind == EventKind::store && event.hart == trap.hart) {
      parts.push_back({"memory " + hex(event.address), "", hex(event.value),
                       view.program().name_of(event.value), "A word the hardware pushed."});
    }
  }
  return parts;
}

std::vector<AnatomyPart> parts_of_return(const View& view, const Event& back) {
  const Isa& isa = view.isa();
  const TrapRow* from =
      nullptr;  // by the word that the place came from: machine mode may run the kernel's sret
  std::vector<AnatomyPart> parts;
  for (const Event& event : view.last_crossing) {
    if (event.kind != EventKind::read || event.hart != back.hart) continue;
    const WordRow* row = row_of(isa, event.what);
    for (const TrapRow& trap : isa.traps) {
      if (row != nullptr && static_cast<Who>(event.flags) == Who::trap_return && trap.saved_pc == row->name)
        from = &trap;
    }
  }
  if (from == nullptr) from = find_trap_row(isa, back.from);
  auto source = [&](std::string_view word, std::string_view field) {
    return from == nullptr ? std::string()
                           : fmt::format("from {}{}{}", word, field.empty() ? "" : ".", field);
  };
  for (const Event& event : view.last_crossing) {
    if (!did(event, back, Who::trap_return)) continue;
    const WordRow* row = row_of(isa, event.what);
    if (event.what == isa.mode_word) {
      parts.push_back(mode_part(isa, event, from == nullptr ? "" : source(from->status, from->was_mode),
                                "The mode that was noted when the trap came."));
    } else if (event.what == isa.pc_word) {
      parts.push_back({"pc", hex(event.old), hex(event.value), view.program().name_of(event.value),
                       "Where the program goes on: the place that was noted when the trap came.",
                       from == nullptr ? "" : source(from->saved_pc, {})});
    } else if (row != nullptr && from != nullptr) {
      add_fields(isa, *from, *row, event,
                 {{from->enabled, {}, fmt::format("from {}", from->was_enabled)},
                  {from->was_enabled, "ready for the next trap", {}},
                  {from->was_mode, "ready for the next trap", {}}},
                 parts);
    }
  }
  return parts;
}

}  // namespace

const Event* crossing_of(const View& view) {
  for (const Event& event : view.last_crossing) {
    if (event.kind == EventKind::trap || event.kind == EventKind::ret) return &event;
  }
  return nullptr;
}

std::vector<AnatomyPart> parts_of(const View& view, const Event& crossing) {
  return is_return(crossing) ? parts_of_return(view, crossing) : parts_of_trap(view, crossing);
}

}  // namespace trapdoor
