// S3: buckets, objects, multipart uploads. Semantics only; each operation takes the model's input
// and answers the model's output or AWS's error.
//
// Bucket names are one name space for every account, as on AWS; a bucket answers in every region,
// whatever its own. Reads see one consistent state; writes resume when they are as durable as the
// store was told to be. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "aws/s3/model.h"
#include "cloud/core/body.h"
#include "cloud/core/clock.h"
#include "cloud/core/context.h"
#include "cloud/core/task.h"
#include "cloud/s3/bodies.h"
#include "cloud/s3/buckets.h"
#include "cloud/s3/copier.h"
#include "cloud/s3/object_store.h"
#include "cloud/s3/uploads.h"
#include "cloud/server/operations.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::s3 {

struct ServiceOptions {
  // For the bytes of larger objects; when empty they are kept in a file without a name and go with
  // the process.
  std::filesystem::path folder;
  // What is acknowledged survives the end of the machine.
  bool sync = false;
};

class Service {
 public:
  // All must outlive the service. Throws std::runtime_error when the folder cannot be used.
  Service(store::Store& store, Clock& clock, Random& random, const ServiceOptions& options);

  void register_operations(server::OperationTable& table);

  // Everything of an account, or of all when that is empty.
  Task<void> reset(std::string account) { return buckets_.reset(std::move(account)); }

  Result<aws::s3::ListBucketsOutput> list_buckets(const RequestContext& context,
                                                  const aws::s3::ListBucketsRequest& input);
  Task<Result<aws::s3::CreateBucketOutput>> create_bucket(const RequestContext& context,
                                                          aws::s3::CreateBucketRequest input);
  Result<aws::s3::HeadBucketOutput> head_bucket(const RequestContext& context,
                                                const aws::s3::HeadBucketRequest& input);
  Task<Result<aws::Unit>> delete_bucket(const RequestContext& context,
                                        aws::s3::DeleteBucketRequest input);
  Result<aws::s3::GetBucketLocationOutput> get_bucket_location(
      const RequestContext& context, const aws::s3::GetBucketLocationRequest& input);

  Result<aws::s3::ListObjectsOutput> list_objects(const RequestContext& context,
                                                  const aws::s3::ListObjectsRequest& input);
  Result<aws::s3::ListObjectsV2Output> list_objects_v2(const RequestContext& context,
                                                       const aws::s3::ListObjectsV2Request& input);

  Task<Result<aws::s3::PutObjectOutput>> put_object(const RequestContext& context,
                                                    aws::s3::PutObjectRequest input,
                                                    Payload& payload);
  Task<Result<Streamed<aws::s3::GetObjectOutput>>> get_object(const RequestContext& context,
                                                              aws::s3::GetObjectRequest input);
  Result<aws::s3::HeadObjectOutput> head_object(const RequestContext& context,
                                                const aws::s3::HeadObjectRequest& input);
  Result<aws::s3::GetObjectAttributesOutput> get_object_attributes(
      const RequestContext& context, const aws::s3::GetObjectAttributesRequest& input);
  Task<Result<aws::s3::DeleteObjectOutput>> delete_object(const RequestContext& context,
                                                          aws::s3::DeleteObjectRequest input);
  Task<Result<aws::s3::DeleteObjectsOutput>> delete_objects(const RequestContext& context,
                                                            aws::s3::DeleteObjectsRequest input);
  Task<Result<aws::s3::CopyObjectOutput>> copy_object(const RequestContext& context,
                                                      aws::s3::CopyObjectRequest input);

  Task<Result<aws::s3::PutObjectTaggingOutput>> put_object_tagging(
      const RequestContext& context, aws::s3::PutObjectTaggingRequest input);
  Result<aws::s3::GetObjectTaggingOutput> get_object_tagging(
      const RequestContext& context, const aws::s3::GetObjectTaggingRequest& input);
  Task<Result<aws::s3::DeleteObjectTaggingOutput>> delete_object_tagging(
      const RequestContext& context, aws::s3::DeleteObjectTaggingRequest input);

  Task<Result<aws::s3::CreateMultipartUploadOutput>> create_multipart_upload(
      const RequestContext& context, aws::s3::CreateMultipartUploadRequest input);
  Task<Result<aws::s3::UploadPartOutput>> upload_part(const RequestContext& context,
                                                      aws::s3::UploadPartRequest input,
                                                      Payload& payload);
  Task<Result<aws::s3::UploadPartCopyOutput>> upload_part_copy(
      const RequestContext& context, aws::s3::UploadPartCopyRequest input);
  Result<aws::s3::ListPartsOutput> list_parts(const RequestContext& context,
                                              const aws::s3::ListPartsRequest& input);
  Result<aws::s3::ListMultipartUploadsOutput> list_multipart_uploads(
      const RequestContext& context, const aws::s3::ListMultipartUploadsRequest& input);
  Task<Result<aws::s3::CompleteMultipartUploadOutput>> complete_multipart_upload(
      const RequestContext& context, aws::s3::CompleteMultipartUploadRequest input);
  Task<Result<aws::s3::AbortMultipartUploadOutput>> abort_multipart_upload(
      const RequestContext& context, aws::s3::AbortMultipartUploadRequest input);

 private:
  store::Store& store_;
  Clock& clock_;
  std::unique_ptr<Bodies> bodies_;
  Buckets buckets_;
  ObjectStore objects_;
  Uploads uploads_;
  Copier copier_;
};

}  // namespace bellwether::cloud::s3
