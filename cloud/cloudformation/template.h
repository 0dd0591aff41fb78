// The sections of a template, checked for form but not yet for meaning.
#pragma once

#include <string>
#include <vector>

#include "cloud/cloudformation/errors.h"
#include "cloud/cloudformation/value.h"

namespace bellwether::cloud::cloudformation {

struct Resource {
  std::string logical_id;
  std::string type;
  Value properties = Value::map();
  std::vector<std::string> depends_on = {};
  // The name of a condition, or empty.
  std::string condition = {};
  // "Delete" or "Retain".
  std::string deletion_policy = "Delete";
  std::string update_replace_policy = "Delete";
  Value metadata = {};
  int line = 0;
};

struct Template {
  std::string description;
  // Each a map, perhaps empty.
  Value parameters = Value::map();
  Value mappings = Value::map();
  Value conditions = Value::map();
  Value globals = Value::map();
  Value outputs = Value::map();
  // In the template's order.
  std::vector<Resource> resources;
  // True when it asks for the transform AWS::Serverless-2016-10-31.
  bool serverless = false;

  const Resource* find(std::string_view logical_id) const;
  Resource* find(std::string_view logical_id);
};

Result<Template> read_template(const Value& document);

}  // namespace bellwether::cloud::cloudformation
