// Unpacks a function's package, trusting nothing in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::lambda {

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
inline constexpr std::uint64_t max_unzipped_bytes = 250 * 1024 * 1024;
inline constexpr std::uint64_t max_zipped_bytes = 50 * 1024 * 1024;

struct UnzipLimits {
  std::uint64_t bytes = max_unzipped_bytes;
  std::uint64_t entries = 100'000;
};

// Into `folder`, which is made and must not exist. InvalidParameterValueException for what is no
// zip, would leave the folder, holds devices or is larger than Lambda allows; then the folder may
// be left behind half full. Files become readable for everyone, and executable if they were for
// anyone.
aws::Result<aws::Unit> unzip(std::string_view zip, const std::filesystem::path& folder,
                             const UnzipLimits& limits = {});

}  // namespace bellwether::cloud::lambda
