"""`./bw bench s3`: the same load against Bellwether and each peer to be had, in one run."""
