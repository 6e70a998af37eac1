#include "engine/isa/riscv/hart.h"

#include <algorithm>
#include <cstring>

#include "engine/base/bits.h"
#include "engine/isa/riscv/isa.h"

namespace trapdoor::riscv {

std::unique_ptr<trapdoor::Hart> make_hart(Machine& machine, int index) {
  return std::make_unique<RiscvHart>(machine, index);
}

RiscvHart::RiscvHart(Machine& machine, int index)
    : Hart(index),
      machine_(machine),
      places_(machine.bus.ram().page_count()),
      code_(machine.bus.ram().page_count()) {}

void RiscvHart::reset(uint64_t pc) {
  cpu[kPc] = pc;
  cpu[kMode] = kMachine;
  cpu[kMstatus] = uint64_t{2} << 32 | uint64_t{2} << 34;  // UXL and SXL: 64 bits
  cpu[kMhartid] = static_cast<uint64_t>(index());
  cpu[kMisa] = uint64_t{2} << 62 | 1u << ('A' - 'A') | 1u << ('C' - 'A') | 1u << ('D' - 'A') |
               1u << ('F' - 'A') | 1u << ('I' - 'A') | 1u << ('M' - 'A') | 1u << ('S' - 'A') |
               1u << ('U' - 'A');
  cpu[kReservation] = kNoReservation;
  cpu[kStimecmp] = ~uint64_t{0};
  cpu[kOptions] = machine_.board().isa_options;
  cpu[10] = static_cast<uint64_t>(index());  // a0, as firmware expects it
}

Tick RiscvHart::run(Tick budget) {
  budget_ = budget;
  done_ = 0;
  not_retired_ = 0;
  careful_ = false;
  full_ = machine_.trace.detail >= Detail::full;
  reads_ = machine_.trace.detail == Detail::reads;
  while (done_ < budget_ && !machine_.attention()) {
    machine_.set_progress(done_);
    discarded_.clear();
    code_dropped_ = false;
    if (cpu[kWaiting]) {
      if (!(pending() & cpu[kMie])) break;
      cpu[kWaiting] = 0;
    }
    uint64_t ready = takeable();
    if (cpu[kTorn] && !ready) {
      cpu[kMstatus] &= ~cpu[kTorn];
      cpu[kTorn] = 0;
    }
    if (ready) {
      take_interrupt(ready);
      done_++;
      not_retired_++;
      continue;
    }
    masked_ = pending() & cpu[kMie];
    // By pointer: the web's optimizer would inline both into this function, and such a large one is compiled late.
    static constexpr void (RiscvHart::*kLoops[])() = {&RiscvHart::loop<false>, &RiscvHart::loop<true>};
    (this->*kLoops[careful_ || full_])();
  }
  cpu[kSink] = 0;
  if (!(cpu[kMcountinhibit] & 4)) cpu[kMinstret] += done_ - not_retired_;
  Tick done = done_;
  done_ = not_retired_ = 0;
  return done;
}

// Interrupts come and go, and what enables them changes, only where the loop leaves or calls for attention; so
// with none waiting behind a mask, a trap or a return lets none in. Flaws bend that, so they look each time.
bool RiscvHart::must_look() const {
  return masked_ || machine_.attention() || code_dropped_ || machine_.flaws();
}

uint64_t RiscvHart::retired_now() const {
  return cpu[kMinstret] + (cpu[kMcountinhibit] & 4 ? 0 : done_ - not_retired_);
}

uint64_t RiscvHart::cycle_now() const {
  return cpu[kMcycle] + (cpu[kMcountinhibit] & 1 ? 0 : machine_.now());
}

Tick RiscvHart::deadline() const {
  if (!(cpu[kMenvcfg] >> 63) || machine_.time() >= cpu[kStimecmp]) return kNever;
  return machine_.when(cpu[kStimecmp]);
}

uint64_t RiscvHart::pending() const {
  uint64_t bits = cpu[kMip] | cpu[kInputs];
  if (cpu[kMenvcfg] >> 63 && machine_.time() >= cpu[kStimecmp]) bits |= kStip;
  return bits;
}

uint64_t RiscvHart::takeable() const {
  uint64_t ready = pending() & cpu[kMie];
  if (!ready) return 0;
  uint64_t status = cpu[kMstatus];
  bool machine_open = mode() < kMachine || (status & kMstatusMie);
  bool supervisor_open = mode() < kSupervisor || (mode() == kSupervisor && (status & kMstatusSie));
  uint64_t to_machine = machine_open ? ready & ~cpu[kMideleg] : 0;
  if (to_machine) return to_machine;
  return supervisor_open ? ready & cpu[kMideleg] : 0;
}

Mode RiscvHart::data_mode() const {
  if (cpu[kMstatus] & kMstatusMprv) return static_cast<Mode>(bits(cpu[kMstatus], 12, 11));
  return mode();
}

Context RiscvHart::context_of(Mode mode) const {
  if (mode == kUser) return kContextUser;
  if (mode == kMachine) return kContextMachine;
  return cpu[kMstatus] & kMstatusSum ? kContextSupervisorSum : kContextSupervisor;
}

void RiscvHart::sync_contexts() {
  Context context = context_of(data_mode());
  load_tlb_ = &loads_[context];
  store_tlb_ = &stores_[context];
}

void RiscvHart::forget() {
  // A damaged state file may say any mode; tables are indexed by it.
  if (cpu[kMode] > kMachine) cpu[kMode] = kMachine;
  flush_translations();
  for (uint64_t i = 0; i < code_.size(); i++) {
    if (!code_[i]) continue;
    code_[i].reset();
    machine_.bus.unmark(i, code_mark(index()));
  }
  discarded_.clear();
  code_count_ = 0;
}

void RiscvHart::pages_shared() {
  for (Tlb& tlb : stores_) tlb.flush();
}

void RiscvHart::flush_translations() {
  for (Tlb& tlb : loads_) tlb.flush();
  for (Tlb& tlb : stores_) tlb.flush();
  flush_ = (flush_ + kFlush) & kFlushes;
  if (flush_ == 0) {
    std::fill(places_.begin(), places_.end(), 0);
    flush_ = kFlush;
  }
  code_generation_++;
  for (auto [page, base] : tables_) machine_.bus.unmark(page, table_mark(index()));
  tables_.clear();
}

void RiscvHart::use_table(uint64_t page, int level, uint64_t address) {
  uint64_t base = level == 0 ? address & ~(kPageSize * 512 - 1) : kManyPlaces;
  auto [known, fresh] = tables_.try_emplace(page, base);
  if (fresh) machine_.bus.mark(page, table_mark(index()));
  if (known->second != base) known->second = kManyPlaces;
}

void RiscvHart::drop_translation(uint64_t table, uint64_t offset) {
  uint64_t base = tables_.at(table);
  if (base == kManyPlaces) {
    flush_translations();
    code_dropped_ = true;  // leave the loop: its code may be mapped elsewhere now
    return;
  }
  uint64_t address = base + (offset / 8 << kPageShift);
  for (Tlb& tlb : loads_) tlb.drop(address);
  for (Tlb& tlb : stores_) tlb.drop(address);
  for (auto& entries : code_tlb_) {
    CodeEntry& entry = entries[(address >> kPageShift) % kCodeEntries];
    if (entry.tag == address) entry.tag = Tlb::kNoTag;
  }
  if (code_base_ == address) code_dropped_ = true;
}

void RiscvHart::page_changing(uint64_t page, uint64_t offset, uint64_t size) {
  uint16_t marks = machine_.bus.marks(page);
  if (marks & table_mark(index())) {
    // An entry that was not valid is never cached, so making it valid needs no flush.
    for (uint64_t at = offset & ~7u; at < offset + size; at += 8) {
      uint64_t entry;
      std::memcpy(&entry, machine_.bus.ram_page(page) + at, 8);
      if (entry & 1) drop_translation(page, at);
      if (!(machine_.bus.marks(page) & table_mark(index()))) break;  // all is forgotten already
    }
  }
  if (marks & code_mark(index()) && code_[page] && code_[page]->covers(offset, size)) {
    discarded_.push_back(std::move(code_[page]));
    code_count_--;
    code_generation_++;
    code_dropped_ = true;
    machine_.bus.unmark(page, code_mark(index()));
  }
}

void RiscvHart::page_marked(const uint8_t* bytes) {
  for (Tlb& tlb : stores_) tlb.drop_page(bytes);
}

void RiscvHart::met_at(uint64_t page, uint64_t address) {
  uint64_t base = address & ~(kPageSize - 1), known = places_[page];
  bool fresh = (known & kFlushes) != flush_;
  places_[page] = fresh || (known & ~kFlushes) == base ? base | flush_ : kManyPlaces | flush_;
}

// Key frames make pages move all the time, so what is known of one moves with it where that is found at once. All
// untouched pages have one storage; nothing can be told from it.
void RiscvHart::page_moved(uint64_t page, const uint8_t* bytes) {
  const uint8_t* after = machine_.bus.ram_page(page);
  bool blank = bytes == Pages::blank();
  if (uint64_t place = places_[page]; (place & kFlushes) == flush_) {
    bool alone = !blank && !(place & kManyPlaces);
    for (auto* tlbs : {&loads_, &stores_}) {
      for (Tlb& tlb : *tlbs) alone ? tlb.move(place & ~kFlushes, bytes, after) : tlb.drop_page(bytes);
    }
  }
  if (machine_.bus.marks(page) & code_mark(index())) {
    if (code_bytes_ == bytes) code_dropped_ = true;
    code_generation_++;
  }
}

void RiscvHart::tell_word(uint16_t word, uint64_t old, uint64_t value, Who who) {
  Event e = machine_.event(EventKind::word);
  e.hart = static_cast<uint8_t>(index());
  e.what = word;
  e.old = old;
  e.value = value;
  e.flags = static_cast<uint8_t>(who);
  machine_.trace.emit(e);
}

uint32_t RiscvHart::bits_at(uint64_t pc) const {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < 4; i += 2) {
    Translation at = look(pc + i, AccessKind::fetch, mode());
    if (!at.ok || !machine_.bus.in_ram(at.physical, 2)) break;
    uint64_t place = at.physical - machine_.bus.ram_base();
    uint16_t parcel;
    std::memcpy(&parcel, machine_.bus.ram_page(place >> kPageShift) + place % kPageSize, 2);
    bits |= static_cast<uint32_t>(parcel) << (8 * i);
    if ((bits & 3) != 3) break;
  }
  return bits;
}

void RiscvHart::tell_instruction(const Op& op) {
  Event e = machine_.event(EventKind::instruction);
  e.hart = static_cast<uint8_t>(index());
  e.value = bits_at(cpu[kPc]);
  e.size = static_cast<uint8_t>(op.size());
  machine_.trace.emit(e);
  if (reads_) tell_reads(op);
}

void RiscvHart::tell_read(uint16_t word, Who who) {
  if (word == kX0) return;
  Event e = machine_.event(EventKind::read);
  e.hart = static_cast<uint8_t>(index());
  e.what = word;
  e.value = read_word(machine_, index(), word);
  e.flags = static_cast<uint8_t>(who);
  machine_.trace.emit(e);
}

void RiscvHart::tell_reads(const Op& op) {
  uint16_t id = plain_id(op.id);
  if (id >= kInstructionCount) return;
  const fixed32::Pattern& pattern = kInstructions[id].pattern;
  if (pattern.has("rs1") || pattern.has("frs1")) tell_read(op.rs1, Who::instruction);
  if (pattern.has("rs2") || pattern.has("frs2")) tell_read(op.rs2, Who::instruction);
  if (pattern.has("frs3")) tell_read(static_cast<uint16_t>(op.aux >> 8), Who::instruction);
}

uint64_t read_word(const Machine& machine, int hart, uint16_t word) {
  const auto& h = static_cast<const RiscvHart&>(machine.hart(hart));
  if (word == kMip) return h.pending();
  if (word == kMcycle) return h.read_csr(0xb00);
  if (word == kMstatus) return h.read_csr(0x300);
  return h.cpu[word];
}

Translation translate(const Machine& machine, int hart, uint64_t address, AccessKind kind, uint8_t mode) {
  return static_cast<const RiscvHart&>(machine.hart(hart)).look(address, kind, static_cast<Mode>(mode));
}

}  // namespace trapdoor::riscv
