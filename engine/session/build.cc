#include "engine/session/build.h"

#include <algorithm>
#include <set>

#include "engine/boards/boards.h"
#include "engine/boards/boot.h"
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
  for (const Section& section : program.sections)
    out.push_back({{}, section.address + shift, to_bytes(section.bytes), section.size});
}

void place_on_device(const Program& program, const LessonImage& image, std::vector<Placement>& out) {
  uint64_t low = kNever, high = 0;
  for (const Section& section : program.sections) {
    if (section.bytes.empty()) continue;
    low = std::min(low, section.address);
    high = std::max(high, section.address + section.bytes.size());
  }
  if (low >= high) return;
  Placement placement{image.device, image.sector * kSectorSize, std::vector<std::byte>(high - low),
                      high - low};
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
  whole.debug.append(part.debug, file_base);
  whole.frames.append(part.frames);
  for (Symbol symbol : part.symbols) {
    std::string full = image + ":" + symbol.name;
    symbol.size = extent_of(part, symbol);
    Symbol alias = symbol;
    alias.name = full;
    alias.absolute = true;
    alias.kind = SymbolKind::unknown;
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

// One image: raw bytes, an assembly program, or C and assembly objects linked.
class ImageMaker {
 public:
  ImageMaker(const Sources& sources, const Machine& machine, Builder& builder)
      : sources_(sources), machine_(machine), builder_(builder) {}

  std::optional<Program> make(const LessonImage& image,
                              const std::vector<std::pair<std::string, uint64_t>>& others,
                              Diagnostics& diagnostics) {
    uint64_t at = image.at.value_or(machine_.board().ram_base);
    if (!is_source(image.files.front())) return raw_program(image, sources_, at);
    if (std::all_of(image.files.begin(), image.files.end(), is_assembly))
      return assembled(image, at, others, diagnostics);
    BuiltProgram built = builder_.build({image.files, at, others}, sources_);
    add(built.diagnostics, diagnostics);
    if (built.ok) return std::move(built.program);
    return std::nullopt;
  }

 private:
  std::optional<Program> assembled(const LessonImage& image, uint64_t at,
                                   const std::vector<std::pair<std::string, uint64_t>>& others,
                                   Diagnostics& diagnostics) {
    AssemblerOptions options;
    options.text_address = at;
    for (const Symbol& symbol : device_symbols(machine_.board()))
      options.symbols.emplace_back(symbol.name, symbol.address);
    options.symbols.insert(options.symbols.end(), others.begin(), others.end());
    options.include = [&](std::string_view name) { return find_source(sources_, name); };
    std::vector<Source> inputs;
    for (const std::string& file : image.files) inputs.push_back({file, sources_.at(file)});
    Assembled result = assemble(machine_.isa(), inputs, options);
    add(result.diagnostics, diagnostics);
    if (result.ok()) return std::move(result.program);
    return std::nullopt;
  }

  static void add(const Diagnostics& from, Diagnostics& to) {
    for (const Diagnostic& diagnostic : from) {
      if (std::find(to.begin(), to.end(), diagnostic) == to.end()) to.push_back(diagnostic);
    }
  }

  const Sources& sources_;
  const Machine& machine_;
  Builder& builder_;
};

using Exports = std::map<std::string, std::pair<std::string, uint64_t>>;  // label -> image, address

// What an image may use of the others.
std::vector<std::pair<std::string, uint64_t>> exports_for(const LessonImage& image, const Exports& exports) {
  std::vector<std::pair<std::string, uint64_t>> out;
  for (const auto& [name, of] : exports) {
    if (of.first != image.name) out.emplace_back(name, of.second);
  }
  return out;
}

// No address depends on another image's labels, so these are known after a first round in which they are wrong.
Exports find_exports(const Lesson& lesson, ImageMaker& maker, uint64_t ram, Diagnostics& diagnostics) {
  Exports exports;
  for (const LessonImage& image : lesson.images) {
    for (const std::string& name : image.exports) exports[name] = {image.name, image.at.value_or(ram)};
  }
  for (const LessonImage& image : lesson.images) {
    if (image.exports.empty()) continue;
    Diagnostics said_later;
    auto program = maker.make(image, exports_for(image, exports), said_later);
    for (const std::string& name : image.exports) {
      const Symbol* symbol = program ? program->find_symbol(name) : nullptr;
      if (symbol) exports[name].second = symbol->address;
      if (program && !symbol)
        diagnostics.push_back({std::string(kLessonFile), image.line, 0,
                               "image `" + image.name + "' exports `" + name + "', which it does not define",
                               "", Severity::error});
    }
  }
  return exports;
}

}  // namespace

bool needs_compiler(const Lesson& lesson) {
  return std::any_of(lesson.images.begin(), lesson.images.end(), [](const LessonImage& image) {
    return is_source(image.files.front()) && std::any_of(image.files.begin(), image.files.end(), is_c);
  });
}

Builder builder_for(const Board& board) { return Builder(*board.isa, device_symbols(board)); }

std::optional<Build> build(const Lesson& lesson, const Sources& sources, const Machine& machine,
                           Diagnostics& diagnostics, Builder* kept) {
  Build out;
  std::set<std::string> taken;
  bool good = true;
  auto fail = [&](const LessonImage& image, std::string message, std::string hint = {}) {
    diagnostics.push_back(
        {std::string(kLessonFile), image.line, 0, std::move(message), std::move(hint), Severity::error});
    good = false;
  };
  bool several = lesson.images.size() > 1;
  std::optional<Builder> own;
  if (!kept) kept = &own.emplace(builder_for(machine.board()));
  ImageMaker maker(sources, machine, *kept);
  size_t said = diagnostics.size();
  Exports exports = find_exports(lesson, maker, machine.board().ram_base, diagnostics);
  good = diagnostics.size() == said;
  for (const LessonImage& image : lesson.images) {
    uint64_t at = image.at.value_or(machine.board().ram_base);
    uint64_t shift = image.load.value_or(at) - at;
    auto made = maker.make(image, exports_for(image, exports), diagnostics);
    good = good && made.has_value();
    Program program = made ? std::move(*made) : Program{};
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
      if (a.device == b.device && a.offset < b.offset + b.size && b.offset < a.offset + a.size) {
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

Build build_of(Program program, std::string name) {
  Build out;
  out.name = std::move(name);
  place_in_ram(program, 0, out.placements);
  out.entry = program.entry;
  out.program = std::move(program);
  return out;
}

namespace {

bool has_room(const Placement& placement, const Bus& bus) {
  return placement.size == 0 || (placement.offset >= bus.ram_base() && placement.offset <= bus.ram_end() &&
                                 placement.size <= bus.ram_end() - placement.offset);
}

}  // namespace

bool load(const Build& build, Machine& machine, Diagnostics& diagnostics) {
  auto fail = [&](std::string message, std::string hint) {
    diagnostics.push_back({build.name, 0, 0, std::move(message), std::move(hint), Severity::error});
    return false;
  };
  for (const Placement& placement : build.placements) {
    if (placement.device.empty()) {
      if (has_room(placement, machine.bus) &&
          (placement.bytes.empty() || machine.poke(placement.offset, placement.bytes)))
        continue;
      return fail(with_commas(placement.size) + " bytes at " + address_text(placement.offset, build.program) +
                      " do not lie in RAM",
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
  const BootParts& boot = build.boot;
  if (boot.firmware.empty()) return true;
  std::string wrong = place_boot_files(machine, {boot.firmware, boot.kernel, boot.initrd, boot.arguments});
  return wrong.empty() || fail(wrong, "");
}

uint64_t identity_of(const Build& build) {
  uint64_t hash = hash_of(bytes_of(build.entry));
  for (const Placement& placement : build.placements) {
    if (placement.bytes.empty()) continue;
    hash = hash_of(std::as_bytes(std::span(placement.device.data(), placement.device.size())), hash);
    hash = hash_of(bytes_of(placement.offset), hash);
    hash = hash_of(placement.bytes, hash);
  }
  const BootParts& boot = build.boot;
  for (const auto* part : {&boot.firmware, &boot.kernel, &boot.initrd}) hash = hash_of(*part, hash);
  if (!boot.firmware.empty())
    hash = hash_of(std::as_bytes(std::span(boot.arguments.data(), boot.arguments.size())), hash);
  return hash;
}

}  // namespace trapdoor
