#include "ui/source_rows.h"

#include <algorithm>
#include <map>

#include "ui/instruction_text.h"

namespace trapdoor {
namespace {

std::string_view leaf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

struct Stretch {
  uint64_t low, high;
  uint32_t line;
};

std::vector<Stretch> stretches_of(const Program& program, std::string_view file) {
  std::vector<Stretch> out;
  for (size_t i = 0; i < program.lines.size(); ++i) {
    const LineRow& row = program.lines[i];
    if (row.line == 0 || row.file >= program.files.size() || program.files[row.file] != file) continue;
    const uint64_t high = i + 1 < program.lines.size() ? program.lines[i + 1].address : row.address + 4;
    if (high > row.address) out.push_back({row.address, high, row.line});
  }
  return out;
}

void add_instructions(const View& view, const Stretch& stretch, std::vector<SourceRow>& rows) {
  for (uint64_t at = stretch.low; at < stretch.high && rows.size() < kMostRows;) {
    rows.push_back({SourceRow::Kind::instruction, stretch.line, at, {}});
    const InstructionText text = instruction_at(view, at);
    at += static_cast<uint64_t>(text.there ? text.size : 4);
  }
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) lines.push_back(text);
  return lines;
}

// Whether decoding from `at` on comes by `pc`; the addresses on the way.
bool leads_to(const View& view, uint64_t at, uint64_t pc, std::vector<uint64_t>& way) {
  way.clear();
  while (at < pc) {
    way.push_back(at);
    const InstructionText text = instruction_at(view, at);
    at += static_cast<uint64_t>(text.there ? text.size : 4);
  }
  return at == pc;
}

}  // namespace

size_t common_parts(std::string_view a, std::string_view b) {
  size_t parts = 0;
  while (!a.empty() && !b.empty() && leaf(a) == leaf(b)) {
    ++parts;
    a.remove_suffix(std::min(a.size(), leaf(a).size() + 1));
    b.remove_suffix(std::min(b.size(), leaf(b).size() + 1));
  }
  return parts;
}

std::vector<SourceFile> source_files(const Program& program,
                                     const std::map<std::string, std::string>& texts) {
  std::vector<SourceFile> with, without;
  std::vector<bool> used(program.files.size(), false);
  for (const LineRow& row : program.lines) {
    if (row.line != 0 && row.file < used.size()) used[row.file] = true;
  }
  // A text belongs to the files that have most of their path in common with it.
  std::map<const std::string*, size_t> most;
  for (const auto& [name, text] : texts) {
    for (size_t i = 0; i < program.files.size(); ++i) {
      if (used[i]) most[&text] = std::max(most[&text], common_parts(program.files[i], name));
    }
  }
  for (size_t i = 0; i < program.files.size(); ++i) {
    if (!used[i]) continue;
    const std::string* best = nullptr;
    size_t best_parts = 0;
    for (const auto& [name, text] : texts) {
      const size_t parts = common_parts(program.files[i], name);
      if (parts <= best_parts || parts < most[&text]) continue;
      best = &text;
      best_parts = parts;
    }
    (best != nullptr ? with : without).push_back({program.files[i], best});
  }
  for (const auto& [name, text] : texts) {
    if (most[&text] == 0) with.push_back({name, &text});
  }
  auto by_name = [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; };
  std::sort(with.begin(), with.end(), by_name);
  std::sort(without.begin(), without.end(), by_name);
  with.insert(with.end(), without.begin(), without.end());
  return with;
}

std::vector<SourceRow> source_rows(const View& view, const SourceFile& file, bool instructions) {
  std::vector<SourceRow> rows;
  const std::vector<Stretch> stretches = stretches_of(view.program(), file.name);
  if (file.text == nullptr) {
    for (const Stretch& stretch : stretches) {
      if (rows.size() >= kMostRows) break;
      rows.push_back({SourceRow::Kind::heading, stretch.line, stretch.low, {}});
      add_instructions(view, stretch, rows);
    }
    return rows;
  }
  std::multimap<uint32_t, Stretch> by_line;
  for (const Stretch& stretch : stretches) by_line.emplace(stretch.line, stretch);
  const std::vector<std::string_view> lines = split_lines(*file.text);
  for (size_t i = 0; i < lines.size() && rows.size() < kMostRows; ++i) {
    const auto number = static_cast<uint32_t>(i) + 1;
    const auto [first, last] = by_line.equal_range(number);
    rows.push_back({SourceRow::Kind::line, number, first == last ? 0 : first->second.low, lines[i]});
    for (auto it = first; instructions && it != last; ++it) add_instructions(view, it->second, rows);
  }
  return rows;
}

std::vector<uint64_t> instructions_around(const View& view, uint64_t pc, int before, int count) {
  std::vector<uint64_t> way, addresses;
  // The farthest beginning that leads to the pc shows the most; two bytes are the step of every size there is.
  for (uint64_t back = static_cast<uint64_t>(before) * 4; back > 0; back -= 2) {
    if (back <= pc && leads_to(view, pc - back, pc, way)) break;
    way.clear();
  }
  const size_t keep = std::min(way.size(), static_cast<size_t>(before));
  addresses.assign(way.end() - static_cast<std::ptrdiff_t>(keep), way.end());
  uint64_t at = pc;
  while (static_cast<int>(addresses.size()) < count) {
    addresses.push_back(at);
    const InstructionText text = instruction_at(view, at);
    at += static_cast<uint64_t>(text.there ? text.size : 4);
  }
  return addresses;
}

}  // namespace trapdoor
