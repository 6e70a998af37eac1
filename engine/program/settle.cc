#include "engine/program/settle.h"

#include <algorithm>

namespace trapdoor::assembler {
namespace {

constexpr int kRounds = 30;  // after which a branch that is anywhere near its reach becomes far

class Settler {
 public:
  explicit Settler(Job& job) : job_(job), object_(job.object) {}

  void run(int32_t index) {
    InputSection& section = object_.sections[static_cast<size_t>(index)];
    Evaluator now(object_, false);
    bool changed = !section.stretches.empty();
    for (int round = 0; changed && !job_.stopped; round++) {
      changed = false;
      std::fill(section.unknown_before.begin(), section.unknown_before.end(), 0);
      for (size_t i = 0; i < section.stretches.size(); i++) {
        uint64_t size = size_now(section, index, i, now, round);
        changed = changed || size != section.stretches[i].size;
        section.stretches[i].size = size;
        section.sizes_before[i + 1] = section.sizes_before[i] + size;
      }
      if (round > 2 * kRounds) break;  // alignments and .space of each other's differences: report
    }
    if (changed)
      job_.report(section.stretches.back().spot,
                  "the sizes in section " + section.name + " depend on each other in a circle");
    section.size = section.fixed_size + section.sizes_before.back();
  }

 private:
  uint64_t size_now(const InputSection& section, int32_t index, size_t i, Evaluator& now, int round) {
    const Stretch& stretch = section.stretches[i];
    uint64_t at = stretch.at + section.sizes_before[i];
    if (stretch.kind == StretchKind::align) return gap_of(stretch, at);
    Value value = now.evaluate(stretch.amount);
    if (stretch.kind == StretchKind::branch) {
      if (stretch.size == stretch.far_code.bytes.size()) return stretch.size;
      int64_t distance = value.number - static_cast<int64_t>(at);
      bool here = value.known == Known::yes && value.places == 1 && value.section == index;
      int64_t part = round < kRounds ? 1 : 2;
      bool near = here && distance >= stretch.reach_low / part && distance <= stretch.reach_high / part;
      return near ? stretch.near_code.bytes.size() : stretch.far_code.bytes.size();
    }
    return amount_now(section, index, stretch, at, value);
  }

  uint64_t amount_now(const InputSection& section, int32_t index, const Stretch& stretch, uint64_t at,
                      const Value& value) {
    bool origin = stretch.kind == StretchKind::origin;
    bool ok = value.known == Known::yes &&
              (value.places == 0 || (origin && value.places == 1 && value.section == index));
    uint64_t limit = section.kind == SectionKind::zero ? kMaxZeroBytes : job_.options.max_output_bytes;
    const char* problem = nullptr;
    uint64_t size = 0;
    if (!ok) {
      problem = "this size depends on what is not known when sections are laid out";
    } else {
      uint64_t to = static_cast<uint64_t>(value.number);
      if (origin && to < at) problem = ".org cannot go back";
      if (!origin && value.number < 0) problem = "this size is negative";
      size = origin ? to - at : to;
      if (!problem && size > limit) problem = "this program is too big";
    }
    if (!problem) return size;
    job_.report(stretch.spot, problem);
    job_.stopped = true;
    return 0;
  }

  Job& job_;
  Object& object_;
};

}  // namespace

void settle(Job& job, int32_t section) { Settler(job).run(section); }

void append_bytes(const Assembly& assembly, const InputSection& input, std::vector<uint8_t>& out) {
  if (input.kind == SectionKind::zero) {
    out.resize(out.size() + input.size);
    return;
  }
  uint64_t from = 0;
  auto fixed_to = [&](uint64_t to) {
    out.insert(out.end(), input.bytes.begin() + static_cast<int64_t>(from),
               input.bytes.begin() + static_cast<int64_t>(to));
    from = to;
  };
  for (const Stretch& stretch : input.stretches) {
    fixed_to(stretch.at);
    size_t start = out.size();
    out.resize(start + stretch.size, static_cast<uint8_t>(stretch.fill));
    if (stretch.kind == StretchKind::align) fill_gap(assembly, stretch, std::span(out).subspan(start));
    if (stretch.kind != StretchKind::branch) continue;
    const Snippet& code =
        stretch.size == stretch.near_code.bytes.size() ? stretch.near_code : stretch.far_code;
    std::copy(code.bytes.begin(), code.bytes.end(), out.begin() + static_cast<int64_t>(start));
  }
  fixed_to(input.bytes.size());
}

}  // namespace trapdoor::assembler
