// Carries out a plan, and undoes it when a step fails.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "cloud/cloudformation/engine.h"
#include "cloud/cloudformation/plan.h"

namespace bellwether::cloud::cloudformation {

// One deployment or deletion of one stack. The record is saved after every change of a resource, so
// that nothing that was made is forgotten when the process ends in between.
class Apply {
 public:
  Apply(Surroundings& around, StackState& state, StackRecord& record,
        const Engine::Progress& progress);

  // Creates, updates and replaces; afterwards removes what was replaced or dropped. On failure the
  // resources are as they were before, as far as the cloud allows, and the error says what failed.
  Result<aws::Unit> run(const Plan& plan, const Evaluator& evaluator);

  // Removes every resource of the record.
  Result<aws::Unit> remove_all();

  // An event of the stack itself; sets and saves its status.
  Result<aws::Unit> set_status(const std::string& status, const std::string& reason = "");

  // Resolves references to what exists.
  Evaluator::Lookup lookup();

 private:
  // How to go back to before a step.
  struct Undo {
    enum class Kind { remove_created, restore_updated, remove_replacement } kind;
    // After the step and, unless created, before it.
    ResourceRecord after;
    ResourceRecord before = {};
  };

  Result<aws::Unit> carry_out(const PlannedResource& planned, const Evaluator& evaluator);
  Result<aws::Unit> create(const PlannedResource& planned, const Value& properties,
                           const ResourceRecord* replaces);
  Result<aws::Unit> update(const PlannedResource& planned, const Value& properties,
                           const ResourceRecord& current);
  void roll_back();
  void undo(const Undo& step);
  void clean_up();
  // Removes resources, dependents first; answers what failed.
  std::vector<aws::Error> remove_resources(const std::vector<ResourceRecord>& resources,
                                           bool superseded);

  void keep(ResourceRecord resource);
  void report(const std::string& status, const ResourceRecord& resource,
              const std::string& reason = "");
  std::optional<ResourceRecord> recorded(const std::string& logical_id);
  Result<aws::Unit> save();
  aws::Error failure(const ResourceRecord& resource, const aws::Error& error);

  Surroundings& around_;
  StackState& state_;
  const Engine::Progress& progress_;

  // Guards all that follows, and the order of events.
  std::mutex mutex_;
  StackRecord& record_;
  std::vector<Undo> undo_;
  std::vector<std::string> failed_;
};

}  // namespace bellwether::cloud::cloudformation
