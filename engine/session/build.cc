#include "engine/session/build.h"

#include <algorithm>
#include <set>

#include "engine/boards/boards.h"
#include "engine/program/assembler.h"
#include "engine/session/event_text.h"
#include "engine/session/lesson_text.h"
#include "engine/time/state_file.h"

namespace trapdoor {
namespace {

// ".include" takes a file's name as `files` has it, or its last part alone.
std::optional<std::string> find_source(const Sources& sources, std::string_view name) {
  for (const auto& [file, text] : sources) {
    if (file == name) return text;
  }
  for (const auto& [file, text] : sources) {
    if (std::string_view(file).substr(file.rfind('/') + 1) == name) return text;
  }
  return std::nullopt;
}

bool is_assembly(const std::string& file) { return file.ends_with(".S") || file.ends_with(".s"); }

Program raw_program(const LessonImage& image, const Sources& sources, uint64_t at) {
  Program program;
  for (const std::string& file : image.files) {
    const std::string& text = sources.at(file);
    Section section;
    section.name = file;
    section.address = at;
    section.bytes.assign(text.begin(), text.end());
    section.size = section.bytes.size();
    at += section.size;
    program.sections.push_back(std::move(section));
  }
  program.entry = program.sections.front().address;
  program.symbols.push_back({image.name, program.entry, at - program.entry, true, false});
  return program;
}

std::vector<std::byte> to_bytes(const std::vector<uint8_t>& in) {
  std::vector<std::byte> out(in.size());
  std::transform(in.begin(), in.end(), out.begin(), [](uint8_t b) { return static_cast<std::byte>(b); });
  return out;
}

void place_in_ram(const Program& program, uint64_t shift, std::vector<Placement>& out) {
  for (const Section& section : program.sections) {
    if (section.bytes.empty()) continue;
    out.push_back({{}, section.address + shift, to_bytes(section.bytes)});
  }
}

void place_on_device(const Program& program, const LessonImage& image, std::vector<Placement>& out) {
  uint64_t low = kNever, high = 0;
  for (const Section& section : program.sections) {
    if (section.bytes.empty()) continue;
    low = std::min(low, section.address);
    high = std::max(high, section.address + section.bytes.size());
  }
  if (low >= high) return;
  Placement placement{image.device, image.sector * kSectorSize, std::vector<std::byte>(high - low)};
  for (const Section& section : program.sections) {
    auto bytes = to_bytes(section.bytes);
    if (!bytes.empty())
      std::copy(bytes.begin(), bytes.end(),
                placement.bytes.begin() + static_cast<std::ptrdiff_t>(section.address - low));
  }
  out.push_back(std::move(placement));
}

uint64_t extent_of(const Program& program, const Symbol& symbol) {
  if (symbol.size || symbol.absolute) return symbol.size;
  uint64_t end = symbol.address;
  for (const Section& section : program.sections) {
    if (symbol.address - section.address < section.size) end = section.address + section.size;
  }
  for (const Symbol& other : program.symbols) {
    if (!other.absolute && other.address > symbol.address && other.address < end) end = other.address;
  }
  return end - symbol.address;
}

// Adds one image to the whole. "image:label" is a number beside each label; where the label is taken, it is
// the label.
void merge(Program& whole, const Program& part, const std::string& image, std::set<std::string>& taken) {
  auto file_base = static_cast<uint32_t>(whole.files.size());
  whole.files.insert(whole.files.end(), part.files.begin(), part.files.end());
  whole.sections.insert(whole.sections.end(), part.sections.begin(), part.sections.end());
  for (LineRow row : part.lines) {
    row.file += file_base;
    whole.lines.push_back(row);
  }
  for (Symbol symbol : part.symbols) {
    std::string full = image + ":" + symbol.name;
    symbol.size = extent_of(part, symbol);
    Symbol alias = symbol;
    alias.name = full;
    alias.absolute = true;
    if (!taken.insert(symbol.name).second) {
      if (symbol.absolute) continue;
      symbol.name = full;
      alias.name.clear();
    }
    whole.symbols.push_back(std::move(symbol));
    if (!alias.name.empty()) whole.symbols.push_back(std::move(alias));
  }
}

void sort_rows(Program& program) {
  std::stable_sort(program.lines.begin(), program.lines.end(), [](const LineRow& a, const LineRow& b) {
    return a.address < b.address || (a.address == b.address && a.line == 0 && b.line != 0);
  });
  std::stable_sort(program.symbols.begin(), program.symbols.end(), [](const Symbol& a, const Symbol& b) {
    return a.absolute != b.absolute ? b.absolute : !a.absolute && a.address < b.address;
  });
}

}  // namespace

std::optional<Build> build(const Lesson& lesson, const Sources& sources, const Machine& machine,
                           Diagnostics& diagnostics) {
  Build out;
  std::set<std::string> taken;
  bool good = true;
  auto fail = [&](const LessonImage& image, std::string message, std::string hint = {}) {
    diagnostics.push_back(
        {std::string(kLessonFile), image.line, 0, std::move(message), std::move(hint), Severity::error});
    good = false;
  };
  bool several = lesson.images.size() > 1;
  for (const LessonImage& image : lesson.images) {
    uint64_t at = image.at.value_or(machine.board().ram_base);
    uint64_t shift = image.load.value_or(at) - at;
    Program program;
    if (is_assembly(image.files.front())) {
      AssemblerOptions options;
      options.text_address = at;
      for (const Symbol& symbol : device_symbols(machine.board()))
        options.symbols.emplace_back(symbol.name, symbol.address);
      options.include = [&](std::string_view name) { return find_source(sources, name); };
      std::vector<Source> inputs;
      for (const std::string& file : image.files) inputs.push_back({file, sources.at(file)});
      Assembled assembled = assemble(machine.isa(), inputs, options);
      for (const Diagnostic& diagnostic : assembled.diagnostics) {
        if (std::find(diagnostics.begin(), diagnostics.end(), diagnostic) == diagnostics.end())
          diagnostics.push_back(diagnostic);
      }
      good = good && assembled.ok();
      program = std::move(assembled.program);
    } else {
      program = raw_program(image, sources, at);
    }
    if (image.device.empty()) {
      place_in_ram(program, shift, out.placements);
    } else {
      place_on_device(program, image, out.placements);
    }
    if (&image == &lesson.images.front()) {
      out.entry = program.entry + shift;
      if (!image.device.empty())
        fail(image, "the first image is where the machine starts; it cannot be on a device",
             "put the firmware first");
    }
    if (several) {
      merge(out.program, program, image.name, taken);
    } else {
      out.program = std::move(program);
    }
  }
  for (size_t i = 0; i < out.placements.size(); i++) {
    for (size_t j = 0; j < i; j++) {
      const Placement &a = out.placements[i], &b = out.placements[j];
      if (a.device == b.device && a.offset < b.offset + b.bytes.size() &&
          b.offset < a.offset + a.bytes.size()) {
        fail(
            lesson.images.front(),
            "two images overlap at " +
                (a.device.empty() ? address_text(std::max(a.offset, b.offset), {})
                                  : "byte " + with_commas(std::max(a.offset, b.offset)) + " of " + a.device));
      }
    }
  }
  if (!good) return std::nullopt;
  for (const std::string& name : lesson.flaws) out.flaws |= flaw_bit(*find_flaw(name));
  if (several) {
    out.program.entry = out.entry;
    sort_rows(out.program);
  }
  return out;
}

Build build_of(Program program) {
  Build out;
  place_in_ram(program, 0, out.placements);
  out.entry = program.entry;
  out.program = std::move(program);
  return out;
}

bool load(const Build& build, Machine& machine, Diagnostics& diagnostics) {
  auto fail = [&](std::string message, std::string hint) {
    diagnostics.push_back({"program", 0, 0, std::move(message), std::move(hint), Severity::error});
    return false;
  };
  for (const Placement& placement : build.placements) {
    if (placement.device.empty()) {
      if (machine.poke(placement.offset, placement.bytes)) continue;
      return fail(std::to_string(placement.bytes.size()) + " bytes at " +
                      address_text(placement.offset, build.program) + " do not lie in RAM",
                  "RAM is from " + address_text(machine.bus.ram_base(), {}) + " to " +
                      address_text(machine.bus.ram_end(), {}));
    }
    int device = machine.find_device(placement.device);
    Pages* storage = device < 0 ? nullptr : machine.device(device).storage();
    if (!storage) return fail("the board has no device " + placement.device + " that stores anything", "");
    if (!storage->write(placement.offset, placement.bytes)) {
      return fail("an image does not fit on " + placement.device + ", which holds " +
                      with_commas(storage->size_bytes()) + " bytes",
                  "");
    }
  }
  for (const FlawRow& row : flaw_rows()) {
    if (build.flaws & flaw_bit(row.flaw)) machine.set_flaw(row.flaw, true);
  }
  for (int i = 0; i < machine.hart_count(); i++) {
    machine.hart(i).reset(build.entry);
    machine.hart(i).forget();
  }
  return true;
}

uint64_t identity_of(const Build& build) {
  uint64_t hash = hash_of(bytes_of(build.entry));
  for (const Placement& placement : build.placements) {
    hash = hash_of(std::as_bytes(std::span(placement.device.data(), placement.device.size())), hash);
    hash = hash_of(bytes_of(placement.offset), hash);
    hash = hash_of(placement.bytes, hash);
  }
  return hash;
}

}  // namespace trapdoor
