// The shared config and credentials files: "~/.aws/config" and "~/.aws/credentials".
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace bellwether::aws {

using Section = std::map<std::string, std::string, std::less<>>;

struct ConfigFile {
  // "[default]", "[profile name]" (config) and "[name]" (credentials), by name.
  std::map<std::string, Section, std::less<>> profiles;
  // "[services name]": the nested settings as "dynamodb.endpoint_url".
  std::map<std::string, Section, std::less<>> services;
};

enum class ConfigFileKind { config, credentials };

// Lines that are neither section, setting nor comment are skipped, as the SDKs do. Names of
// settings are lower case.
ConfigFile parse_config_file(std::string_view text, ConfigFileKind kind);

}  // namespace bellwether::aws
