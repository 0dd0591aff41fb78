#include "cloud/cloudformation/engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "cloud/cloudformation/apply.h"
#include "cloud/cloudformation/plan.h"
#include "cloud/cloudformation/sam/transform.h"
#include "cloud/cloudformation/template.h"

namespace bellwether::cloud::cloudformation {
namespace {

Result<std::vector<OutputRecord>> read_outputs(const Value& outputs, const Evaluator& evaluator,
                                               const Evaluator::Lookup& lookup) {
  std::vector<OutputRecord> all;
  for (const auto& [name, declared] : outputs.members()) {
    const auto output = evaluator.resolve(declared, lookup);
    if (!output) return std::unexpected(output.error());
    const Value* const value = output->find("Value");
    const Value* const description = output->find("Description");
    if (value == nullptr || !value->is_scalar()) {
      return invalid(
          fmt::format("Template format error: Output {} is malformed: its Value must be a string",
                      name),
          declared);
    }
    all.push_back({.name = name,
                   .value = value->text(),
                   .description = description == nullptr ? "" : description->text()});
  }
  return all;
}

// What the template says of a resource without changing it.
void take_over(const Plan& plan, StackRecord& record) {
  for (const PlannedResource& planned : plan.resources) {
    const auto found = std::ranges::find(record.resources, planned.resource.logical_id,
                                         &ResourceRecord::logical_id);
    if (found == record.resources.end()) continue;
    found->depends_on = planned.depends_on;
    found->deletion_policy = planned.resource.deletion_policy;
    found->update_replace_policy = planned.resource.update_replace_policy;
  }
}

Result<aws::Unit> check_outputs(const Value& outputs) {
  for (const auto& [name, output] : outputs.members()) {
    for (const auto& [member, value] : output.members()) {
      if (member == "Export") {
        return invalid(
            fmt::format("Export of output {} is not supported: stacks do not share values yet",
                        name),
            value);
      }
      if (member != "Value" && member != "Description" && member != "Condition") {
        return invalid(
            fmt::format("Invalid template output property '{}' of output {}", member, name), value);
      }
    }
  }
  return {};
}

}  // namespace

Engine::Engine(CloudOperations& operations, StackState& state, Artifacts& artifacts, Random& random,
               Scope scope, Pause pause)
    : operations_(operations),
      state_(state),
      artifacts_(artifacts),
      random_(random),
      scope_(std::move(scope)),
      pause_(std::move(pause)) {}

Result<Deployed> Engine::deploy(const DeployRequest& request, const Progress& progress) {
  if (auto fine = check_stack_name(request.stack_name); !fine) return std::unexpected(fine.error());
  auto loaded = state_.load(request.stack_name);
  if (!loaded) return std::unexpected(loaded.error());
  StackRecord record = loaded->value_or(StackRecord{});
  record.name = request.stack_name;
  if (record.id.empty()) {
    record.id = fmt::format("arn:aws:cloudformation:{}:{}:stack/{}/{}", scope_.region,
                            scope_.account, record.name, random_.uuid());
  }
  const StackIdentity identity{
      .name = record.name, .id = record.id, .region = scope_.region, .account = scope_.account};

  auto source = read_template(request.document);
  if (!source) return std::unexpected(source.error());
  auto parameters = choose_parameters(source->parameters, request.parameters, record.parameters);
  if (!parameters) return std::unexpected(parameters.error());
  Evaluator evaluator(identity, std::move(parameters->values), source->mappings);
  if (auto decided = evaluator.decide_conditions(source->conditions); !decided) {
    return std::unexpected(decided.error());
  }
  if (request.packager != nullptr) {
    auto packaged = request.packager->package(*source, evaluator);
    if (!packaged) return std::unexpected(packaged.error());
    source = std::move(packaged);
  }
  if (source->serverless) {
    auto plain = sam::transform(*source, evaluator);
    if (!plain) return std::unexpected(plain.error());
    source = std::move(plain);
  }
  if (auto fine = check_outputs(source->outputs); !fine) return std::unexpected(fine.error());
  const auto settled = settle(*source, evaluator);
  if (!settled) return std::unexpected(settled.error());

  Surroundings around{.operations = operations_,
                      .artifacts = artifacts_,
                      .random = random_,
                      .stack = identity,
                      .pause = pause_};
  const auto plan = make_plan(*settled, evaluator, record, around);
  if (!plan) return std::unexpected(plan.error());

  Apply apply(around, state_, record, progress);
  const bool changes = plan->changes_anything() || !record.superseded.empty();
  if (changes) {
    if (auto done = apply.run(*plan, evaluator); !done) return std::unexpected(done.error());
  }
  take_over(*plan, record);
  auto outputs = read_outputs(settled->outputs, evaluator, apply.lookup());
  if (!outputs) return std::unexpected(outputs.error());
  const bool says_more = *outputs != record.outputs;
  record.outputs = std::move(*outputs);
  record.parameters = std::move(parameters->texts);
  record.description = source->description;
  if (auto saved = state_.save(record); !saved) return std::unexpected(saved.error());
  return Deployed{.stack = std::move(record), .changed = changes || says_more};
}

Result<aws::Unit> Engine::remove(const std::string& stack_name, const Progress& progress) {
  if (auto fine = check_stack_name(stack_name); !fine) return fine;
  auto loaded = state_.load(stack_name);
  if (!loaded) return std::unexpected(loaded.error());
  if (!*loaded) return invalid(fmt::format("Stack with id {} does not exist", stack_name));
  StackRecord record = std::move(**loaded);
  const StackIdentity identity{
      .name = record.name, .id = record.id, .region = scope_.region, .account = scope_.account};
  Surroundings around{.operations = operations_,
                      .artifacts = artifacts_,
                      .random = random_,
                      .stack = identity,
                      .pause = pause_};
  if (auto removed = Apply(around, state_, record, progress).remove_all(); !removed) return removed;
  return state_.erase(stack_name);
}

}  // namespace bellwether::cloud::cloudformation
