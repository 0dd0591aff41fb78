// What every request is asked before its operation begins: whose bucket it is for, and whether it
// wants what Bellwether does not have. For any input shape: a member that it lacks is not looked
// at.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "aws/checksums/checksum.h"
#include "aws/core/error.h"
#include "cloud/core/context.h"
#include "cloud/s3/bucket.h"
#include "cloud/s3/errors.h"
#include "cloud/s3/rules/names.h"

namespace bellwether::cloud::s3 {

template <class Values>
bool is_one_of(std::string_view value, const Values& values) {
  return std::ranges::find(values, value) != std::ranges::end(values);
}

// The bucket as the caller means it. InvalidBucketName, or InvalidBucketOwnerAWSAccountID.
aws::Result<BucketAccess> bucket_access(const RequestContext& context, const std::string& bucket,
                                        const std::optional<std::string>& expected_owner);

// "null", the only version there is without versioning, or nothing.
aws::Result<aws::Unit> check_version(const std::optional<std::string>& version);
aws::Result<aws::Unit> check_acl(const std::optional<std::string>& acl);
aws::Result<aws::Unit> check_encryption(const std::optional<std::string>& algorithm);
aws::Result<std::optional<aws::ChecksumAlgorithm>> check_algorithm(
    const std::optional<std::string>& name);

// NotImplemented, with `name`, when the value is there.
template <class Value>
aws::Result<aws::Unit> check_absent(const std::optional<Value>& value, std::string_view name) {
  if (!value) return aws::Unit{};
  return aws::fail(errors::not_implemented(name));
}

// Encryption with keys: S3's own, as ever, is AES256, and answers say so.
template <class Input>
aws::Result<aws::Unit> check_keys(const Input& input) {
  aws::Result<aws::Unit> checked;
  const auto absent = [&](const auto& value, std::string_view name) {
    if (checked) checked = check_absent(value, name);
  };
  if constexpr (requires { input.SSECustomerAlgorithm; }) {
    absent(input.SSECustomerAlgorithm, "x-amz-server-side-encryption-customer-algorithm");
    absent(input.SSECustomerKey, "x-amz-server-side-encryption-customer-key");
  }
  if constexpr (requires { input.CopySourceSSECustomerAlgorithm; }) {
    absent(input.CopySourceSSECustomerAlgorithm,
           "x-amz-copy-source-server-side-encryption-customer-algorithm");
    absent(input.CopySourceSSECustomerKey, "x-amz-copy-source-server-side-encryption-customer-key");
  }
  if constexpr (requires { input.SSEKMSKeyId; }) {
    if (checked) checked = check_encryption(input.ServerSideEncryption);
    absent(input.SSEKMSKeyId, "x-amz-server-side-encryption-aws-kms-key-id");
    absent(input.SSEKMSEncryptionContext, "x-amz-server-side-encryption-context");
    absent(input.BucketKeyEnabled, "x-amz-server-side-encryption-bucket-key-enabled");
  }
  return checked;
}

template <class Input>
aws::Result<aws::Unit> check_grants(const Input& input) {
  if constexpr (requires { input.GrantFullControl; }) {
    if (auto checked = check_acl(input.ACL); !checked) return checked;
    const bool grants =
        input.GrantFullControl || input.GrantRead || input.GrantReadACP || input.GrantWriteACP;
    if (grants) return aws::fail(errors::acl_not_supported());
  }
  return aws::Unit{};
}

template <class Input>
aws::Result<aws::Unit> check_locks(const Input& input) {
  if constexpr (requires { input.ObjectLockMode; }) {
    if (input.ObjectLockMode || input.ObjectLockRetainUntilDate ||
        input.ObjectLockLegalHoldStatus) {
      return aws::fail(errors::invalid_request("Bucket is missing Object Lock Configuration"));
    }
  }
  if constexpr (requires { input.BypassGovernanceRetention; }) {
    if (input.BypassGovernanceRetention) {
      constexpr std::string_view name = "x-amz-bypass-governance-retention";
      return aws::fail(errors::invalid_argument(
          std::string(name) + " is only applicable to Object Lock enabled buckets.", name,
          *input.BypassGovernanceRetention ? "true" : "false"));
    }
  }
  return aws::Unit{};
}

// Conditions that only directory buckets have, and checksums that are newer than Bellwether.
template <class Input>
aws::Result<aws::Unit> check_unsupported(const Input& input) {
  aws::Result<aws::Unit> checked;
  const auto absent = [&](const auto& value, std::string_view name) {
    if (checked) checked = check_absent(value, name);
  };
  if constexpr (requires { input.IfMatchSize; }) {
    absent(input.IfMatchLastModifiedTime, "x-amz-if-match-last-modified-time");
    absent(input.IfMatchSize, "x-amz-if-match-size");
  }
  if constexpr (requires { input.IfMatchInitiatedTime; }) {
    absent(input.IfMatchInitiatedTime, "x-amz-if-match-initiated-time");
  }
  if constexpr (requires { input.WriteOffsetBytes; }) {
    absent(input.WriteOffsetBytes, "x-amz-write-offset-bytes");
  }
  if constexpr (requires { input.ChecksumXXHASH64; }) {
    absent(input.ChecksumSHA512, "x-amz-checksum-sha512");
    absent(input.ChecksumMD5, "x-amz-checksum-md5");
    absent(input.ChecksumXXHASH64, "x-amz-checksum-xxhash64");
    absent(input.ChecksumXXHASH3, "x-amz-checksum-xxhash3");
    absent(input.ChecksumXXHASH128, "x-amz-checksum-xxhash128");
  }
  if constexpr (requires { input.ChecksumAlgorithm; }) {
    const auto algorithm = check_algorithm(input.ChecksumAlgorithm);
    if (checked && !algorithm) return aws::fail(algorithm.error());
  }
  return checked;
}

// Of a request for a bucket, or for an object in one.
template <class Input>
aws::Result<BucketAccess> check_request(const RequestContext& context, const Input& input) {
  aws::Result<aws::Unit> checked;
  if constexpr (requires { input.Key; }) checked = check_key(input.Key);
  if constexpr (requires { input.VersionId; }) {
    if (checked) checked = check_version(input.VersionId);
  }
  if (checked) checked = check_unsupported(input);
  if (checked) checked = check_keys(input);
  if (checked) checked = check_grants(input);
  if (checked) checked = check_locks(input);
  if (!checked) return aws::fail(std::move(checked.error()));
  return bucket_access(context, input.Bucket, input.ExpectedBucketOwner);
}

}  // namespace bellwether::cloud::s3
