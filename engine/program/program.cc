#include "engine/program/program.h"

#include <algorithm>

#include "engine/program/hexadecimal.h"

namespace trapdoor {
namespace {

const Section* section_at(const Program& program, uint64_t address) {
  for (const Section& section : program.sections) {
    if (address - section.address < section.size) return &section;
  }
  return nullptr;
}

}  // namespace

const Symbol* Program::find_symbol(std::string_view name) const {
  const Symbol* found = nullptr;
  for (const Symbol& symbol : symbols) {
    if (symbol.name == name && (!found || (symbol.global && !found->global))) found = &symbol;
  }
  return found;
}

std::string Program::name_of(uint64_t address) const {
  const Section* section = section_at(*this, address);
  if (!section) return "";
  const Symbol* best = nullptr;
  for (const Symbol& symbol : symbols) {
    if (symbol.absolute || symbol.address > address || symbol.address < section->address) continue;
    bool closer = !best || symbol.address > best->address;
    if (closer || (symbol.address == best->address && symbol.global && !best->global)) best = &symbol;
  }
  if (!best) return "";
  return best->address == address ? best->name : best->name + "+" + hexadecimal(address - best->address);
}

std::optional<Place> Program::place_of(uint64_t address) const {
  auto after = std::upper_bound(lines.begin(), lines.end(), address,
                                [](uint64_t a, const LineRow& row) { return a < row.address; });
  if (after == lines.begin() || (after - 1)->line == 0) return std::nullopt;
  const LineRow& row = *(after - 1);
  return Place{files[row.file], row.line};
}

std::string_view Program::function_at(uint64_t address) const {
  for (const DebugScope* scope : debug.scopes_at(address)) {
    if (scope->kind != ScopeKind::block) return scope->name;
  }
  return {};
}

bool same_file(std::string_view path, std::string_view name) {
  if (path == name) return true;
  return !name.empty() && path.size() > name.size() && path.ends_with(name) &&
         path[path.size() - name.size() - 1] == '/';
}

std::optional<uint64_t> Program::address_of(std::string_view file, uint32_t line) const {
  auto found = std::find(files.begin(), files.end(), file);
  if (found == files.end())
    found = std::find_if(files.begin(), files.end(),
                         [&](const std::string& path) { return same_file(path, file); });
  const LineRow* best = nullptr;
  const auto index = static_cast<uint32_t>(found - files.begin());
  for (const LineRow& row : lines) {
    if (row.line < line || row.line == 0 || row.file != index) continue;
    if (!best || row.line < best->line) best = &row;
  }
  if (!best) return std::nullopt;
  return best->address;
}

void sort_places(std::vector<Symbol>& places, std::span<const Section> sections) {
  std::stable_sort(places.begin(), places.end(),
                   [](const Symbol& a, const Symbol& b) { return a.address < b.address; });
  for (size_t i = places.size(); i-- > 0;) {
    if (places[i].size != 0) continue;
    uint64_t end = 0;
    for (const Section& section : sections) {
      if (places[i].address - section.address < section.size) end = section.address + section.size;
    }
    size_t next = i + 1;
    while (next < places.size() && places[next].address == places[i].address) next++;
    if (next < places.size()) end = std::min(end, places[next].address);
    if (end > places[i].address) places[i].size = end - places[i].address;
  }
}

}  // namespace trapdoor
