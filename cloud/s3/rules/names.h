// How buckets and objects may be called, and how much user metadata they may carry.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "aws/core/error.h"

namespace bellwether::cloud::s3 {

inline constexpr std::size_t kMaxKeyBytes = 1024;
inline constexpr std::size_t kMaxMetadataBytes = 2048;

// By name, lower case and without "x-amz-meta-".
using Metadata = std::map<std::string, std::string, std::less<>>;

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
bool is_bucket_name(std::string_view name);

// UTF-8 of 1 to 1,024 bytes, or KeyTooLongError or InvalidURI.
aws::Result<aws::Unit> check_key(std::string_view key);

// Of ASCII.
std::string lower_case(std::string_view text);

// HTTP's header names have no case.
Metadata lower_case_names(const Metadata& metadata);

// Names and values together at most 2 KB, or MetadataTooLarge.
aws::Result<aws::Unit> check_metadata(const Metadata& metadata);

}  // namespace bellwether::cloud::s3
