"""Days as people write them: in digits, in Korean and in English."""
