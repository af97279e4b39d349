"""What several tests share: processes, servers and browsers that they drive."""
